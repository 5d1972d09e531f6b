namespace CoprJobGrab;

/// <summary>A build that a worker has taken from a queue, and holds by a lease.</summary>
/// <param name="GroupId">The builder group that it was taken from.</param>
/// <param name="TaskId">The task.</param>
/// <param name="Urn">The urn of the claim, which is that of the envelope.</param>
/// <param name="Attempt">How often the task has been handed out, this time included; from 1.</param>
/// <param name="Data">The task as the frontend listed it, in Python's JSON.</param>
/// <param name="LeasedUntil">The end of the lease, by the store's clock. Until then nobody hands the task out again.</param>
public sealed record TakenBuild(string GroupId, string TaskId, Guid Urn, int Attempt, ReadOnlyMemory<byte> Data, DateTimeOffset LeasedUntil)
{
    /// <summary>True after a renewal when the user has cancelled the build: the worker is to stop, and to finish.</summary>
    public bool IsCancelled { get; init; }

    /// <summary>
    /// The incarnation of the claims that its claim belonged to; null when there was none. While it lasts, a claim that is missing was ended and not lost.
    /// </summary>
    internal string? Incarnation { get; init; }

    /// <summary>The span that its element was pushed in, as W3C Trace Context writes it; null for none.</summary>
    internal string? TraceParent { get; init; }

    /// <summary>Who tells the report of its end; null while there is none.</summary>
    internal string? Teller { get; init; }

    /// <summary>Looks whether the worker still has its lease, by its own clock. Whoever says several words about a start looks before each.</summary>
    internal Func<bool> IsHeld { get; init; } = static () => true;
}
