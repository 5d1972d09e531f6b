namespace CoprJobGrab;

/// <summary>Patience begins with the first observation in which a task no longer waits, and that is written down once.</summary>
internal static class SilentStamp
{
    /// <summary>The claim as it is to be stored; null when it is stored so.</summary>
    public static Claim? For(Claim claim, QueueState observed) => (claim.Standing, claim.SilentSince) switch
    {
        (ClaimStanding.Silent, null) => claim with { SilentSince = observed.GroupOf(claim).Time },
        (ClaimStanding.Waiting, not null) => claim with { SilentSince = null },
        _ => null,
    };
}
