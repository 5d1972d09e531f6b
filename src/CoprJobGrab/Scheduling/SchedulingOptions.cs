namespace CoprJobGrab;

/// <summary>x</summary>
public sealed class SchedulingOptions
{
    internal const string AllOthers = "*";

    /// <summary>x</summary>
    public LimitOptions Limits { get; } = new();

    /// <summary>x</summary>
    public IList<string> BlockedOwners { get; } = [];

    /// <summary>x</summary>
    public IDictionary<string, double> Shares { get; } = new Dictionary<string, double>(StringComparer.Ordinal);
}
