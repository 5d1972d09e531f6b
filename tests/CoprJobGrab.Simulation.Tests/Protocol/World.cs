namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>
/// Everything that matters about one task at one moment: the frontend, one group's store, two grabbers, two Python workers and one that leases.
/// </summary>
/// <remarks>
/// While it is <c>Answering</c>, a cancel is decided and the frontend has not taken the answer: it lists the task and the request.
/// Somebody was <c>PassedOver</c> when another one led in a store that lost everything, although that one was there and may have known what is taken.
/// </remarks>
internal readonly record struct World(
    Frontend Frontend, Lease Lease, Pair<Store> Stores, byte Route, Pair<Grabber> Grabbers, Trio<Worker> Workers, Budget Budget, byte NextUrn, bool LostStore,
    bool HeldAtLoss, bool Answering, bool PassedOver, Verdict Verdict)
{
    public static World Start(Budget budget) => default(World) with { Budget = budget, NextUrn = 1 };

    /// <summary>Whether somebody who is alive works on the task.</summary>
    public bool IsHeld => Workers.First.Holds || Workers.Second.Holds || Workers.Third.Holds;
}
