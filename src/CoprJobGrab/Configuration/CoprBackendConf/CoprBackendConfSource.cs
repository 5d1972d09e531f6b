using Microsoft.Extensions.Configuration;

namespace CoprJobGrab.Configuration.CoprBackendConf;

/// <summary>A <c>copr-be.conf</c> as a source of configuration.</summary>
internal sealed class CoprBackendConfSource(string path, string section) : IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new CoprBackendConfProvider(path, section);
}
