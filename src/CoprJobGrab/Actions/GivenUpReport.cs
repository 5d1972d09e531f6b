namespace CoprJobGrab;

/// <summary>
/// A result that the frontend refused again and again, with a plain message too.
/// It is kept: its action does not run again while the frontend lists it, and the other actions of its project go on.
/// It is forgotten when the action is listed no more.
/// </summary>
/// <param name="Report">The result, with its own message.</param>
/// <param name="Since">When it was given up.</param>
/// <param name="Reason">Why the frontend did not take it.</param>
public sealed record GivenUpReport(ActionReport Report, DateTimeOffset Since, string Reason)
{
    /// <summary>The decision of an operator; null while nobody has decided. The grabber that leads acts on it in its next cycle.</summary>
    public ReportDecision? Decision { get; init; }

    /// <summary>This in place of what was kept before: with the decision about that, if it was not followed yet.</summary>
    internal GivenUpReport After(GivenUpReport? kept, ReportDecision? followed) =>
        kept?.Decision is { } decision && decision != followed ? this with { Decision = decision } : this;
}
