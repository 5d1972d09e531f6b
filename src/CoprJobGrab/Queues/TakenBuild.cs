namespace CoprJobGrab.Queues;

/// <summary>A build that a worker has taken.</summary>
/// <param name="GroupId">From this builder group.</param>
/// <param name="TaskId">The task.</param>
/// <param name="Urn">The urn of the claim.</param>
/// <param name="Attempt">The attempt of the claim.</param>
/// <param name="Data">The task as the frontend listed it, in Python's JSON.</param>
/// <param name="Incarnation">
/// The incarnation of the claims that its claim belonged to; null when there was none. While it lasts, a claim that is missing was ended and not lost.
/// </param>
/// <param name="LeasedUntil">
/// The end of its lease, by the store's clock. Until then nobody hands the task out again, so that a store without a word of it has lost that.
/// </param>
internal sealed record TakenBuild(
    string GroupId, string TaskId, Guid Urn, int Attempt, ReadOnlyMemory<byte> Data, string? Incarnation, DateTimeOffset LeasedUntil)
{
    /// <summary>True after a renewal when the user has cancelled the build: the worker is to stop, and to finish.</summary>
    public bool IsCancelled { get; init; }
}
