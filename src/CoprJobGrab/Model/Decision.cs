using System.Text.Json.Serialization;

namespace CoprJobGrab;

/// <summary>
/// One task's next step, and why. A closed set: <see cref="Enqueue"/>, <see cref="Requeue"/>, <see cref="Keep"/>, <see cref="Hold"/>, <see cref="Refuse"/>,
/// <see cref="Withdraw"/>, <see cref="Park"/>.
/// </summary>
public abstract record Decision
{
    private Decision(string reason) => Reason = reason;

    /// <summary>Why, for a person.</summary>
    public string Reason { get; }

    /// <summary>Claim the task for the group and push it.</summary>
    /// <param name="GroupId">The builder group.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Enqueue(string GroupId, string Reason) : Decision(Reason);

    /// <summary>Push a task again that was given back, or whose worker was lost.</summary>
    /// <param name="Claim">The claim as observed; the decision does nothing when it is another by then.</param>
    /// <param name="Attempt">The attempt that begins, from 1.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Requeue(Claim Claim, int Attempt, string Reason) : Decision(Reason);

    /// <summary>The task is claimed already; nothing is to be done.</summary>
    /// <param name="GroupId">The group that has the claim.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Keep(string GroupId, string Reason) : Decision(Reason);

    /// <summary>The task may not run yet.</summary>
    /// <param name="GroupId">The group it would go to.</param>
    /// <param name="Reason">The reason that holds it.</param>
    /// <param name="Cause">The kind of that reason, for a program.</param>
    public sealed record Hold(string GroupId, string Reason, HoldCause Cause) : Decision(Reason)
    {
        /// <summary>The counter that holds it, where the cause is <see cref="HoldCause.Limit"/> or <see cref="HoldCause.Depth"/>; else null.</summary>
        public LimitReason? Limit { get; init; }
    }

    /// <summary>No builder group takes the task. Examined anew in every cycle.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Refuse(string Reason) : Decision(Reason)
    {
        /// <summary>The exception of the host's own rule that made it so; null where none did.</summary>
        [JsonIgnore]
        public Exception? Error { get; internal init; }

        /// <summary>What is told once, and again when it changes. An exception may say something else each time.</summary>
        internal string Fact { get; private init; } = Reason;

        /// <inheritdoc/>
        public bool Equals(Refuse? other) => base.Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => base.GetHashCode();

        /// <summary>A rule of the host's threw.</summary>
        internal static Refuse Because(string rule, Exception error) =>
            new($"{rule} failed: {error.GetType().Name}: {error.Message}") { Error = error, Fact = $"{rule} failed: {error.GetType()}" };
    }

    /// <summary>
    /// The claim ends, and its element leaves the list: the task is not listed any more, or belongs to another group now and comes there in the next cycle.
    /// </summary>
    /// <param name="Claim">The claim as observed; the decision does nothing when it is another by then.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Withdraw(Claim Claim, string Reason) : Decision(Reason);

    /// <summary>The task has failed too often and is set aside until an operator releases it.</summary>
    /// <param name="Claim">The claim as observed.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Park(Claim Claim, string Reason) : Decision(Reason);
}
