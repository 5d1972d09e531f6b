namespace CoprJobGrab.Events;

/// <summary>What became of an attempt to tell the frontend something.</summary>
/// <param name="Kind">What it was told.</param>
/// <param name="Id">The action or the task.</param>
/// <param name="NextAfter">The pause until the next attempt of one that was not taken; null when it was.</param>
internal sealed record ToldReport(ReportKind Kind, string Id, TimeSpan? NextAfter)
{
    /// <summary>The pause that nobody knows the end of: nothing more is told of the report until it is taken.</summary>
    public static readonly TimeSpan Unknown = TimeSpan.FromHours(1);
}
