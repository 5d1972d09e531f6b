using Microsoft.Extensions.Configuration;

namespace CoprJobGrab.Configuration.CoprBackendConf;

/// <summary>
/// Gives what a <c>copr-be.conf</c> says, read anew whenever the configuration is reloaded.
/// A file that is faulty keeps what was last good of it, and its faults beside that, so that the validator refuses the whole.
/// </summary>
internal sealed class CoprBackendConfProvider(string path, string section) : ConfigurationProvider
{
    private Dictionary<string, string?>? _good;

    public override void Load()
    {
        var result = Read();
        var read = With(result.Values.ToDictionary(value => $"{section}:{value.Key}", value => (string?)value.Value), ConfReader.NotesKey, result.Notes);
        if (result.Faults.Count == 0)
        {
            Data = _good = read;
            return;
        }

        // At the start what could be read is there too, so that it is not told to be missing.
        Data = With(_good ?? read, ConfReader.FaultsKey, result.Faults);
    }

    public override string ToString() => $"{nameof(CoprBackendConfProvider)} for '{path}'";

    private ConfResult Read()
    {
        try
        {
            return ConfReader.Read(path, ConfText.Of(path));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or InvalidDataException)
        {
            return new ConfResult
            {
                // They stand in for what the file has, so that it is not told to be missing beside the real fault, which refuses the whole.
                Values = { ["Frontend:Url"] = "http://localhost", ["Groups:0:Id"] = "0", ["Groups:0:Architectures:0"] = "*" },
                Faults = { $"{path} cannot be read: {fault.Message} Give the path of Copr's copr-be.conf; the user of this process must be able to read it." },
            };
        }
    }

    private Dictionary<string, string?> With(Dictionary<string, string?> values, string key, List<string> texts)
    {
        var all = new Dictionary<string, string?>(values, StringComparer.OrdinalIgnoreCase);
        for (var at = 0; at < texts.Count; at++)
        {
            all[$"{section}:{ConfReader.Key}:{key}:{at}"] = texts[at];
        }

        return all;
    }
}
