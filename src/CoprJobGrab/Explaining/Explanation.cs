namespace CoprJobGrab;

/// <summary>Where one task stands, and why.</summary>
/// <param name="TaskId">The task that was asked about.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Reason">Why, in one sentence for a person; never empty.</param>
/// <param name="Trace">What is known of it, step by step: is it listed, is it cancelled, where is its claim, what comes next. For a person; never empty.</param>
public sealed record Explanation(string TaskId, ExplanationState State, string Reason, IReadOnlyList<string> Trace)
{
    /// <summary>Id, state and reason.</summary>
    public override string ToString() => $"{nameof(Explanation)} {{ TaskId = {TaskId}, State = {State}, Reason = {Reason} }}";
}
