namespace CoprJobGrab.Queues.Claims;

/// <summary>The answer of a store to a write of the leader.</summary>
/// <param name="Version">The version of the claims after the write; 0 when it was refused.</param>
/// <param name="Details">The rest of the answer, which depends on the write.</param>
internal readonly record struct WriteAnswer(long Version, IReadOnlyList<int> Details)
{
    /// <summary>True when the claims are others than those observed, or went back, so that nothing was written.</summary>
    public bool IsStale { get; private init; }

    /// <summary>The epoch that the group holds where it is not the writer's, so that nothing was written; else null.</summary>
    public long? FencedBy { get; private init; }

    public bool IsRefused => IsStale || FencedBy is not null;

    public static WriteAnswer Stale { get; } = new(0, []) { IsStale = true };

    public static WriteAnswer Fenced(long epoch) => new(0, []) { FencedBy = epoch };

    /// <summary>True when the write was refused; the outcome tells why.</summary>
    public bool RefusedIn(GroupResultBuilder outcome)
    {
        outcome.Stale |= IsStale;
        outcome.FencedBy ??= FencedBy;
        return IsRefused;
    }
}
