namespace CoprJobGrab;

/// <summary>How actions are run.</summary>
public sealed class ActionOptions
{
    /// <summary>How many actions run side by side, each of another project.</summary>
    /// <value>The default is 10, as in Copr (wire 8.2); 1 to 1,000.</value>
    public int MaxParallel { get; set; } = 10;

    /// <summary>
    /// How long one action may run before its token is cancelled; counts as a failed attempt.
    /// A handler that goes on all the same counts as running, and its project waits, until it ends.
    /// </summary>
    /// <value>The default is one hour; at most 40 days.</value>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromHours(1);

    /// <summary>After how many failed attempts an action is reported failed.</summary>
    /// <value>The default is 5; 1 to 100.</value>
    public int MaxAttempts { get; set; } = 5;

    /// <summary>
    /// The pause after the first failed attempt, or the first failure to get a record; it doubles with each further one.
    /// Each pause is shorter by a random share, up to a fifth.
    /// </summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause between two attempts.</summary>
    /// <value>The default is 5 minutes.</value>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Limits of single types; see <see cref="For"/>.</summary>
    public IDictionary<ActionType, ActionTypeOptions> Types { get; } = new Dictionary<ActionType, ActionTypeOptions>();

    /// <summary>The limits of one type, to be set; none at first.</summary>
    /// <param name="type">The type, also one without a name.</param>
    public ActionTypeOptions For(ActionType type) => Types.TryGetValue(type, out var limits) ? limits : Types[type] = new ActionTypeOptions();

    internal TimeSpan LongestTimeLimit => Types.Keys.Select(TimeLimitOf).Append(TimeLimit).Max();

    internal TimeSpan TimeLimitOf(ActionType type) => Types.TryGetValue(type, out var limits) ? limits.TimeLimit ?? TimeLimit : TimeLimit;

    internal int? MaxParallelOf(ActionType type) => Types.TryGetValue(type, out var limits) ? limits.MaxParallel : null;
}
