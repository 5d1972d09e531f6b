namespace CoprJobGrab;

/// <summary>Where one task stands, and why.</summary>
/// <param name="TaskId">The task that was asked about.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Reason">Why, in one sentence for a person; never empty.</param>
/// <param name="Trace">
/// The other facts, step by step: is it listed, is it cancelled, where is its claim, what comes next. For a person; empty when nothing is.
/// </param>
/// <param name="Advice">Advice for a person, in one sentence; never empty.</param>
public sealed record Explanation(string TaskId, ExplanationState State, string Reason, IReadOnlyList<string> Trace, string Advice)
{
    /// <summary>
    /// The decision of the next cycle; null when the frontend does not list it, or its list could not be had. A <see cref="Decision.Hold"/> says what holds it,
    /// with its counter.
    /// </summary>
    public Decision? Decision { get; init; }

    /// <summary>Its claim, or the record of its release; null without one, as far as is known.</summary>
    public Claim? Claim { get; init; }

    /// <summary>Where it waits in its list; null when it does not wait, or the queue cannot tell.</summary>
    public QueuePlace? Place { get; init; }

    /// <summary>The tasks that have the places of the limit that holds it; empty when no limit does.</summary>
    public IReadOnlyList<LimitHolder> Holders { get; init; } = [];

    /// <summary>How the rules that the answer is made by compare with those of the grabber that leads; null where the queues are this process's own.</summary>
    public LeaderRules? Leader { get; init; }

    /// <summary>Id, state and reason.</summary>
    public override string ToString() => $"{nameof(Explanation)} {{ TaskId = {TaskId}, State = {State}, Reason = {Reason} }}";
}
