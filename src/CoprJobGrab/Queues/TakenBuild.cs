namespace CoprJobGrab;

/// <summary>A build that a worker has taken.</summary>
/// <param name="GroupId">From this builder group.</param>
/// <param name="TaskId">The task.</param>
/// <param name="Urn">Of the claim.</param>
/// <param name="Attempt">Of the claim.</param>
/// <param name="Data">The task as the frontend listed it, in Python's JSON.</param>
internal sealed record TakenBuild(string GroupId, string TaskId, Guid Urn, int Attempt, ReadOnlyMemory<byte> Data)
{
    /// <summary>True after a renewal when the user has cancelled the build: the worker is to stop, and to finish.</summary>
    public bool IsCancelled { get; init; }
}
