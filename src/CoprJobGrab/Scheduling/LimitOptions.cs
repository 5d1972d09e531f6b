namespace CoprJobGrab;

/// <summary>
/// How many tasks may be handed out at once, of all and of each kind (wire 7.6). All limits hold together. A task that waits in a queue counts like one that a
/// worker has. 0 lets none run; a task that does not have what a limit counts by is not counted by it.
/// </summary>
public sealed class LimitOptions
{
    /// <summary>The limit of all tasks.</summary>
    /// <value>The default is null, no limit; else 0 or more.</value>
    public int? Total { get; set; }

    /// <summary>Limits by architecture; each that ends in <c>86</c> counts as <c>x86_64</c>, and a source task without a chroot has none.</summary>
    /// <value>Empty by default; each 0 or more.</value>
    public IDictionary<string, int> Architectures { get; } = Empty();

    /// <summary>Limits by a tag that the builder must have.</summary>
    /// <value>Empty by default; each 0 or more.</value>
    public IDictionary<string, int> Tags { get; } = Empty();

    /// <summary>The limit of each sandbox: one submitter in one project.</summary>
    /// <value>The default is null, no limit; else 0 or more.</value>
    public int? PerSandbox { get; set; }

    /// <summary>The limit of each owner.</summary>
    /// <value>The default is null, no limit; else 0 or more.</value>
    public int? PerOwner { get; set; }

    /// <summary>The limit of each project.</summary>
    /// <value>The default is null, no limit; else 0 or more.</value>
    public int? PerProject { get; set; }

    /// <summary>Limits of each owner, by architecture.</summary>
    /// <value>Empty by default; each 0 or more.</value>
    public IDictionary<string, int> PerOwnerOfArchitecture { get; } = Empty();

    /// <summary>Limits of each owner, by tag.</summary>
    /// <value>Empty by default; each 0 or more.</value>
    public IDictionary<string, int> PerOwnerOfTag { get; } = Empty();

    /// <summary>Limits of each owner, by builder group.</summary>
    /// <value>Empty by default; each 0 or more, and each group a configured one.</value>
    public IDictionary<string, int> PerOwnerOfGroup { get; } = Empty();

    /// <summary>The limit of each owner's tasks whose builder is opened to its user.</summary>
    /// <value>The default is null, no limit; else 0 or more.</value>
    public int? UserSshPerOwner { get; set; }

    private static Dictionary<string, int> Empty() => new(StringComparer.Ordinal);
}
