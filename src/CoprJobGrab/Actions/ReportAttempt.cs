namespace CoprJobGrab.Actions;

/// <summary>One attempt to tell a result.</summary>
/// <param name="told">The result as it is told.</param>
/// <param name="takenBefore">How many other results the frontend had taken when the attempt began.</param>
internal sealed class ReportAttempt(ActionReport told, int takenBefore)
{
    public ActionReport Told => told;

    public int TakenBefore => takenBefore;

    /// <summary>The timestamp after which the frontend had taken the result.</summary>
    public long TakenAt { get; set; }
}
