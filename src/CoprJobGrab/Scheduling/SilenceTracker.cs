namespace CoprJobGrab.Scheduling;

/// <summary>
/// Patience begins with the first observation in which a task no longer waits, and that is written down once. It begins anew when that time lies ahead: then the
/// store's clock was set back, and patience would last as much longer.
/// </summary>
internal static class SilenceTracker
{
    /// <summary>The claim as it is to be stored; null when it is stored so.</summary>
    public static Claim? For(Claim claim, QueueState observed)
    {
        var now = observed.GroupOf(claim).Time;
        return (claim.State, claim.SilentSince) switch
        {
            (ClaimState.Silent, null) => claim with { SilentSince = now },
            (ClaimState.Silent, { } since) when since > now && now != default => claim with { SilentSince = now },
            (ClaimState.Waiting, not null) => claim with { SilentSince = null },
            _ => null,
        };
    }
}
