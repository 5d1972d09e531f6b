namespace CoprJobGrab.Configuration.CoprBackendConf;

/// <summary>The content of a file in the library's own terms.</summary>
internal sealed class ConfResult
{
    /// <summary>By the path below the section.</summary>
    public Dictionary<string, string> Values { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Notes that tell what the library cannot express, what the original read wrongly, and which of Copr's defaults apply.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>The faults of the file, each with the cure.</summary>
    public List<string> Faults { get; } = [];
}
