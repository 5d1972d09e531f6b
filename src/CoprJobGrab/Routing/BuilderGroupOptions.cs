namespace CoprJobGrab;

/// <summary>A builder group as configured.</summary>
public sealed class BuilderGroupOptions
{
    /// <summary>Names the queue <c>copr-be-ID</c>; letters, digits and <c>._-</c>.</summary>
    /// <value>There is no default; required.</value>
    public string Id { get; set; } = "";

    /// <summary>The architectures that the group builds: names, <c>source</c> for tasks without a chroot, <c>*</c> for the rest.</summary>
    /// <value>Empty by default; at least one is required, except with a router of the host's.</value>
    public IList<string> Architectures { get; } = [];

    /// <summary>
    /// How many tasks may wait in the group's queue; further ones are held back, so that their order can still change, until workers have taken some.
    /// </summary>
    /// <value>The default is null, no bound; else 1 or more.</value>
    public int? Depth { get; set; }
}
