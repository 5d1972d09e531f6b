namespace CoprJobGrab.Scheduling;

/// <summary>
/// The visibility timeout begins with the first observation in which a task no longer waits, and that is written down once.
/// It begins anew when that time lies ahead: then the store's clock was set back, and the timeout would last as much longer.
/// It begins anew too when the clock has gone ahead of the time that passed: it would be over although no worker had that time,
/// as after a weekend in which all machines were suspended.
/// </summary>
internal static class SilenceTracker
{
    // A smaller jump costs no more of the timeout than a suspension for a backup; otherwise one each night would let none ever end.
    private const int JumpsInVisibilityTimeout = 26;

    /// <summary>The claim as it is to be stored; null when it is stored so.</summary>
    public static Claim? For(Claim claim, GroupState group, ClaimRules rules)
    {
        if (claim.State != ClaimState.Silent)
        {
            return claim is { State: ClaimState.Waiting, SilentSince: not null } ? claim with { SilentSince = null } : null;
        }

        var now = group.Time;
        return claim.SilentSince is not { } since || (since > now && now != default) || IsOfBefore(since, group, rules)
            ? claim with { SilentSince = now }
            : null;
    }

    /// <summary>How long the worker has given no sign; null when that was not written down yet.</summary>
    public static TimeSpan? SilentFor(Claim claim, GroupState group, ClaimRules rules) =>
        claim.SilentSince is not { } since ? null
        : IsOfBefore(since, group, rules) ? TimeSpan.Zero
        : group.Time - since;

    /// <summary>True for what was written down before a jump of the clock that is too long for the timeout.</summary>
    private static bool IsOfBefore(DateTimeOffset since, GroupState group, ClaimRules rules) =>
        group.Jump is { } jump && jump.By > rules.VisibilityTimeout / JumpsInVisibilityTimeout && since < jump.To;
}
