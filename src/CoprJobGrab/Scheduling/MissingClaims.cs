namespace CoprJobGrab;

/// <summary>Decides about the claims whose tasks a complete list does not have.</summary>
internal sealed class MissingClaims(PlanInput input, TaskBook book)
{
    private readonly List<Claim> _missing = [];
    private readonly List<Claim> _stamps = [];
    private int _taken;

    /// <summary>Looks for them, and counts them as limits count claims.</summary>
    /// <param name="listedClaims">How many claims have a task in the list.</param>
    /// <param name="listedTaken">How many of those are taken.</param>
    public void Find(int listedClaims, int listedTaken)
    {
        _taken = listedTaken;
        if (listedClaims == input.Observed.Claims.Count)
        {
            return;
        }

        foreach (var claim in input.Observed.Claims.Values.Where(claim => !book.IsPlanned(claim.TaskId)))
        {
            _taken += claim.IsTaken ? 1 : 0;
            if (claim.IsCounted)
            {
                book.ProfileOf(claim, null).Count(claim.GroupId, book.Plan);
            }

            // A record that is malformed today is still listed: its task has not ended.
            if (!book.IsMalformed(claim.TaskId) && (input.Observed.GroupOf(claim).IsConfigured || input.Rules.LeftGroups != LeftGroups.Keep))
            {
                _missing.Add(claim);
            }

            if (SilentStamp.For(claim, input.Observed) is { } stamped)
            {
                _stamps.Add(stamped);
            }
        }
    }

    /// <summary>The claims to end, what to remember for the next list, and how many absences are not believed.</summary>
    public (IReadOnlyList<Decision.Withdraw> Withdrawals, ListMemory Memory, int Doubted) Decide(GroupPlans groups)
    {
        var takenMissing = _missing.Count(claim => claim.IsTaken);
        var meansEnd = input.Rules.Release == ReleaseRule.WhenUnlisted;
        var disbelief = meansEnd
            ? input.Memory.Disbelief.After(takenMissing, _taken, input.Observed.AbsenceConfirmed, input.Now, input.Interval)
            : Disbelief.None;
        var counted = disbelief.Left > 0 ? _missing.Where(claim => !claim.IsTaken) : _missing;
        var (absences, gone) = input.Memory.Absences.After(counted, input.Now, input.Interval);
        var withdrawals = gone.Select(claim => (Claim: claim, Reason: Ends(claim))).Where(end => end.Reason is not null).Select(end => new Decision.Withdraw(end.Claim, end.Reason!)).ToList();
        Write(groups, withdrawals);
        return (withdrawals, new ListMemory(absences, disbelief, book), disbelief.Left > 0 ? takenMissing : 0);
    }

    private void Write(GroupPlans groups, List<Decision.Withdraw> withdrawals)
    {
        foreach (var withdrawal in withdrawals)
        {
            groups.Withdraw(withdrawal);
        }

        var ending = withdrawals.Select(end => end.Claim.TaskId).ToHashSet(StringComparer.Ordinal);
        foreach (var stamped in _stamps.Where(claim => !ending.Contains(claim.TaskId)))
        {
            groups.Stamp(stamped);
        }
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
                claim.SilentSince is { } since && now - since >= input.Rules.StartPatience + input.Rules.RunPatience ? $"{gone}, and its worker has given no sign for {TimeText.About(now - since)}" : null,
            _ => gone,
        };
    }
}
