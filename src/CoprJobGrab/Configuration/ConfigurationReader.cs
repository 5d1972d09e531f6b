using CoprJobGrab.Configuration.CoprBackendConf;
using Microsoft.Extensions.Configuration;

namespace CoprJobGrab.Configuration;

/// <summary>Reads the options from a section of configuration. The validator tells what cannot be read, with everything else that is wrong.</summary>
internal static class ConfigurationReader
{
    public static void Read(IConfigurationSection section, CoprJobGrabOptions options)
    {
        OptionRows.All.Read(section, options, options.ConfigurationFaults, other: ConfReader.Key);
        var file = section.GetSection(ConfReader.Key);
        options.ConfigurationNotes.AddRange(Texts(file.GetSection(ConfReader.NotesKey)));
        options.ConfigurationFaults.AddRange(Texts(file.GetSection(ConfReader.FaultsKey)));
    }

    private static IEnumerable<string> Texts(IConfigurationSection list) => list.GetChildren().Select(text => text.Value).OfType<string>();
}
