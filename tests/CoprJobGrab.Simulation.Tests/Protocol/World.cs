namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>
/// Everything that matters about one task at one moment: the frontend, the store of each group, two grabbers, two Python workers, one that
/// leases, and another teller.
/// </summary>
/// <remarks>
/// It is <c>Harmed</c> when a worker has died or stood still, or the store has lost something, since the frontend heard of the end.
/// While it is <c>Answering</c>, a cancel is decided and the frontend has not taken the answer: it lists the task and the request.
/// Somebody was <c>PassedOver</c> when another one led in a store that lost everything, although that one was there and may have known what is taken.
/// </remarks>
internal readonly record struct World(
    Frontend Frontend, Lease Lease, Pair<Store> Stores, byte Route, Pair<Grabber> Grabbers, Quartet<Worker> Workers, Budget Budget, byte NextUrn,
    bool Harmed, bool LostStore, bool HeldAtLoss, bool Answering, bool PassedOver, Verdict Verdict)
{
    public static World Start(Budget budget) => default(World) with { Budget = budget, NextUrn = 1 };

    public World Harm() => this with { Harmed = Frontend == Frontend.Ended };

    /// <summary>Whether somebody who is alive works on the task.</summary>
    public bool IsHeld => Workers.First.Builds || Workers.Second.Builds || Workers.Third.Builds;

    /// <summary>Whether somebody who is alive works on the task, or on the report of it.</summary>
    public bool IsAttended => IsHeld || Workers.Third.IsActive || Workers.Fourth.IsActive;

    /// <summary>Whether somebody who is alive has the task, or what became of it, and the frontend has not heard of that.</summary>
    public bool IsUnheard => IsHeld || Workers.Third.IsUnheard || Workers.Fourth.IsUnheard;
}
