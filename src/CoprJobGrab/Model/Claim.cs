using CoprJobGrab.Model;

namespace CoprJobGrab;

/// <summary>"This task is ours to hand out." A claim lives in the queue store beside the list, and ends for a reason.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="GroupId">The builder group in whose list the task was put.</param>
/// <param name="Urn">The uuid of the envelope that was pushed for it.</param>
/// <param name="Attempt">How often it has been handed out, this time included; from 1. 0 for a task that was released before it was ever claimed.</param>
/// <param name="State">Where the task stands.</param>
/// <param name="Limits">The keys that limits count it by.</param>
public sealed record Claim(string TaskId, string GroupId, Guid Urn, int Attempt, ClaimState State, LimitKeys Limits)
{
    // A hundred thousand claims are kept, and a nullable moment takes three times the memory of its ticks; 0 for none.
    private readonly long _queuedAt, _silentSince, _leasedUntil;

    /// <summary>When it was put in the list, by the store's clock as the observation before that had it; null when that was not written down.</summary>
    public DateTimeOffset? QueuedAt
    {
        get => Moment(_queuedAt);
        init => _queuedAt = value?.UtcTicks ?? 0;
    }

    /// <summary>
    /// When it was first observed that the task had been popped by a worker that gives no sign, by the store's clock; null when that was not written down yet.
    /// </summary>
    public DateTimeOffset? SilentSince
    {
        get => Moment(_silentSince);
        init => _silentSince = value?.UtcTicks ?? 0;
    }

    /// <summary>How long the worker's lease lasts unless it is renewed, by the store's clock; null without a lease.</summary>
    public DateTimeOffset? LeasedUntil
    {
        get => Moment(_leasedUntil);
        init => _leasedUntil = value?.UtcTicks ?? 0;
    }

    /// <summary>Why the task was set aside; null when it is not <see cref="ClaimState.Parked"/>.</summary>
    public string? ParkedBecause { get; init; }

    /// <summary>The mark of a worker or of a release that the claim was observed with; null without one.</summary>
    internal ClaimMark? Mark { get; init; }

    /// <summary>Why it was released; null in any other state.</summary>
    internal ReleaseReason? ReleasedBecause => State == ClaimState.Released ? (Mark as ClaimMark.ReleaseRecord)?.Reason : null;

    /// <summary>False when the store has a mark only, and no claim: the claims were lost, or there never was one.</summary>
    internal bool IsStored { get; init; } = true;

    /// <summary>True when the worker that holds it by a lease is told that its user cancels.</summary>
    internal bool IsCancelled => State == ClaimState.Leased && Mark is ClaimMark.Lease { TellsWorker: true };

    /// <summary>True when its build has ended, and the frontend is to be told.</summary>
    internal bool IsEnded => State == ClaimState.Leased && Mark is ClaimMark.Lease { IsEnded: true };

    /// <summary>
    /// True when its user has cancelled it while a worker had it that gives no sign, and so cannot be told. It is for people alone: nothing is decided by it.
    /// </summary>
    internal bool WasCancelled { get; init; }

    /// <summary>True for the record of a release of a task that nobody had claimed.</summary>
    internal bool IsOfNobody => !IsStored && Urn == Guid.Empty;

    /// <summary>True when a worker has the task, as far as anybody knows.</summary>
    internal bool IsTaken => State is ClaimState.Leased or ClaimState.Silent;

    /// <summary>True when it takes a place in every limit: what was given back, ended or set aside has none.</summary>
    internal bool IsCounted => State is ClaimState.Waiting or ClaimState.Leased or ClaimState.Silent;

    /// <summary>The claim as it is without its mark.</summary>
    internal Claim Unmarked(ClaimState standing) => Mark is null && State == standing ? this : this with { State = standing, LeasedUntil = null, Mark = null };

    /// <summary>The claim as it is stored again after the store has lost it: a worker with a lease counts as silent until it renews the lease.</summary>
    internal Claim Remembered() => Unmarked(State == ClaimState.Leased ? ClaimState.Silent : State) with { IsStored = true };

    /// <summary>A stored claim with the mark that is beside it now.</summary>
    internal Claim Marked(ClaimMark? mark)
    {
        var bare = Unmarked(ParkedBecause is not null ? ClaimState.Parked : State == ClaimState.Waiting ? ClaimState.Waiting : ClaimState.Silent);
        return mark is null ? bare : bare.Under(mark);
    }

    /// <summary>Applies a mark. The state changes only if the mark names this claim and the task has been popped.</summary>
    internal Claim Under(ClaimMark mark) => !mark.Names(this) || State == ClaimState.Waiting ? this with { Mark = mark }
        : mark is ClaimMark.Lease lease ? this with { Mark = mark, State = ClaimState.Leased, LeasedUntil = lease.Until }
        : this with { Mark = mark, State = ClaimState.Released, LeasedUntil = null };

    private static DateTimeOffset? Moment(long ticks) => ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
}
