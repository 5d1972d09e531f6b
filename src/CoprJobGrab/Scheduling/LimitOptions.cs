namespace CoprJobGrab;

/// <summary>x</summary>
public sealed class LimitOptions
{
    /// <summary>x</summary>
    public int? Total { get; set; }
    /// <summary>x</summary>
    public IDictionary<string, int> Architectures { get; } = new Dictionary<string, int>(StringComparer.Ordinal);
    /// <summary>x</summary>
    public IDictionary<string, int> Tags { get; } = new Dictionary<string, int>(StringComparer.Ordinal);
    /// <summary>x</summary>
    public int? PerSandbox { get; set; }
    /// <summary>x</summary>
    public int? PerOwner { get; set; }
    /// <summary>x</summary>
    public int? PerProject { get; set; }
    /// <summary>x</summary>
    public IDictionary<string, int> PerOwnerOfArchitecture { get; } = new Dictionary<string, int>(StringComparer.Ordinal);
    /// <summary>x</summary>
    public IDictionary<string, int> PerOwnerOfTag { get; } = new Dictionary<string, int>(StringComparer.Ordinal);
    /// <summary>x</summary>
    public IDictionary<string, int> PerOwnerOfGroup { get; } = new Dictionary<string, int>(StringComparer.Ordinal);
    /// <summary>x</summary>
    public int? UserSshPerOwner { get; set; }
}
