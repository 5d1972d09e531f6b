namespace CoprJobGrab;

/// <summary>How actions of one type are run, where it differs from the others.</summary>
public sealed class ActionTypeOptions
{
    /// <summary>How many run at once, within <see cref="ActionOptions.MaxParallel"/>. One that waits holds up only what shares a project with it.</summary>
    /// <value>The default is null, for no limit of its own; 1 to 1,000.</value>
    public int? MaxParallel { get; set; }

    /// <summary>The time limit of the type in place of <see cref="ActionOptions.TimeLimit"/>.</summary>
    /// <value>The default is null, for that of all types; at most 40 days.</value>
    public TimeSpan? TimeLimit { get; set; }
}
