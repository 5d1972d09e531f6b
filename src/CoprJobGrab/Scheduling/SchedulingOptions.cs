namespace CoprJobGrab;

/// <summary>Which of the listed tasks may run now, where more are listed than may run at once.</summary>
public sealed class SchedulingOptions
{
    /// <summary>How many tasks may run at once.</summary>
    public LimitOptions Limits { get; } = new();

    /// <summary>Owners none of whose tasks is handed out. A group's name begins with <c>@</c>. Their tasks that are handed out already go on.</summary>
    /// <value>Empty by default.</value>
    public IList<string> BlockedOwners { get; } = [];

    /// <summary>
    /// Weights by owner: an owner of weight 2 gets twice the places of one of weight 1 while both have tasks waiting.
    /// <c>*</c> is the weight of every owner that is not named.
    /// </summary>
    /// <value>Empty by default, for no shares. A weight is more than 0, at most 1000; that of <c>*</c> is 1 when it is not given.</value>
    public IDictionary<string, double> Shares { get; } = new Dictionary<string, double>(StringComparer.Ordinal);
}
