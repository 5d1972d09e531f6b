using System.Runtime.InteropServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CoprJobGrab.ConsoleHost;

/// <summary>The file of <c>--copr-be-conf</c>.</summary>
internal sealed class BackendConfFile
{
    private const string Name = "CoprJobGrab";

    private readonly IConfigurationRoot _root;

    public BackendConfFile(string path) => _root = new ConfigurationBuilder().AddCoprBackendConf(path, Name).Build();

    public IConfigurationSection Section => _root.GetSection(Name);

    /// <summary>What there is to say about the file, for a command that tells no events.</summary>
    public IEnumerable<string> Notes => Section.GetSection("CoprBackendConf:Notes").GetChildren().Select(note => note.Value).OfType<string>();

    /// <summary>Reads the file anew at SIGHUP, as daemons do.</summary>
    public IDisposable ReloadAtHangUp() => PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
    {
        // The default would end the program.
        signal.Cancel = true;
        _root.Reload();
    });
}
