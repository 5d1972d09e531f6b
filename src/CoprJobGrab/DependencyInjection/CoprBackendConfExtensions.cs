using CoprJobGrab.Configuration.CoprBackendConf;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Points a configuration at the file that Copr's backend has.</summary>
public static class CoprBackendConfExtensions
{
    /// <summary>
    /// Adds Copr's own <c>copr-be.conf</c>, of both eras (wire 8), in the library's terms: the frontend, Redis, builder groups, limits,
    /// and the pause between two polls.
    /// When the grabber starts, an event tells what the library cannot express, what the original read wrongly,
    /// and which of Copr's defaults apply.
    /// </summary>
    /// <param name="builder">The configuration. A source that is added after the file overrides it, key by key.</param>
    /// <param name="path">The file. It is read when the configuration is built, and again by <see cref="IConfigurationRoot.Reload"/>.</param>
    /// <param name="section">The name of the section that is given to <c>AddCoprJobGrab</c>.</param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <remarks>
    /// A file that is missing or faulty does not throw here: everything that is wrong with it is told when the host starts,
    /// with what else is wrong with the options. After a reload, what was last good of it stays.
    /// </remarks>
    public static IConfigurationBuilder AddCoprBackendConf(this IConfigurationBuilder builder, string path, string section = "CoprJobGrab")
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(section);
        return builder.Add(new CoprBackendConfSource(path, section));
    }
}
