namespace CoprJobGrab;

/// <summary>Decides about the claims whose tasks a complete list does not have.</summary>
internal sealed class MissingClaims(PlanInput input)
{
    private readonly List<Claim> _missing = [];
    private int _taken;

    /// <summary>Looks for them.</summary>
    /// <param name="listed">Every id that the list has, of malformed records too: their tasks have not ended.</param>
    public void Find(HashSet<string> listed)
    {
        foreach (var claim in input.Observed.Claims.Values)
        {
            _taken += claim.IsTaken ? 1 : 0;
            if (!listed.Contains(claim.TaskId) && (input.Observed.GroupOf(claim).IsConfigured || input.Rules.LeftGroups != LeftGroups.Keep))
            {
                _missing.Add(claim);
            }
        }
    }

    /// <summary>The claims to end, what to remember for the next list, and how many absences are not believed.</summary>
    public (IReadOnlyList<Decision.Withdraw> Withdrawals, ListMemory Memory, int Doubted) Decide()
    {
        var takenMissing = _missing.Count(claim => claim.IsTaken);
        var meansEnd = input.Rules.Release == ReleaseRule.WhenUnlisted;
        var disbelief = meansEnd
            ? input.Memory.Disbelief.After(takenMissing, _taken, input.Observed.AbsenceConfirmed, input.Now, input.Interval)
            : Disbelief.None;
        var counted = disbelief.Left > 0 ? _missing.Where(claim => !claim.IsTaken) : _missing;
        var (absences, gone) = input.Memory.Absences.After(counted, input.Now, input.Interval);
        var withdrawals = gone.Select(claim => (Claim: claim, Reason: Ends(claim))).Where(end => end.Reason is not null).Select(end => new Decision.Withdraw(end.Claim, end.Reason!));
        return ([.. withdrawals], new ListMemory(absences, disbelief), disbelief.Left > 0 ? takenMissing : 0);
    }

    /// <summary>Why the claim of a task that is gone ends; null when it does not.</summary>
    private string? Ends(Claim claim)
    {
        const string gone = "two successive lists of the frontend do not have it";
        var now = input.Observed.GroupOf(claim).Time;
        return claim.Standing switch
        {
            ClaimStanding.Leased => now >= claim.LeasedUntil ? $"{gone}, and the lease of its worker has run out" : null,
            ClaimStanding.Silent when input.Rules.Release == ReleaseRule.WhenReported =>
                claim.SilentSince is { } since && now - since >= input.Rules.StartPatience + input.Rules.RunPatience ? $"{gone}, and its worker has given no sign for {now - since}" : null,
            _ => gone,
        };
    }
}
