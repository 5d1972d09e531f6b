namespace CoprJobGrab.Configuration.CoprBackendConf;

/// <summary>What a file says in the library's own terms.</summary>
internal sealed class ConfResult
{
    /// <summary>By the path below the section.</summary>
    public Dictionary<string, string> Values { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What the library cannot express, what the original read wrongly, and which of Copr's defaults apply.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>What is wrong, each with the cure.</summary>
    public List<string> Faults { get; } = [];
}
