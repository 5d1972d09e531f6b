namespace CoprJobGrab.Actions;

/// <summary>One attempt to tell a result: as what it is told, and how many other results the frontend had taken when it began.</summary>
internal sealed record ReportAttempt(ActionReport Told, int TakenBefore)
{
    /// <summary>The timestamp after which the frontend had taken the result.</summary>
    public long TakenAt { get; set; }
}
