using CoprJobGrab.Model;

namespace CoprJobGrab.Scheduling;

/// <summary>Decides about the claims whose tasks a complete list does not have.</summary>
internal sealed class MissingClaims(PlanInput input, TaskCache book)
{
    private readonly List<Claim> _missing = [];
    private readonly List<Claim> _stamps = [];

    /// <summary>Looks for them.</summary>
    /// <param name="listedClaims">How many claims have a task in the list.</param>
    public void Find(int listedClaims)
    {
        if (listedClaims == input.Observed.Claims.Count)
        {
            return;
        }

        foreach (var claim in Missing(input.Observed.Claims.Count - listedClaims))
        {
            // A record that is malformed today is still listed: its task has not ended.
            if (book.IsMalformed(claim.TaskId))
            {
                Count(claim);
            }
            else
            {
                book.Miss(claim.TaskId);
                if (input.Observed.GroupOf(claim).IsConfigured || input.Rules.RemovedGroups != RemovedGroups.Keep)
                {
                    _missing.Add(claim);
                }
                else
                {
                    Count(claim);
                }
            }

            if (SilenceTracker.For(claim, input.Observed.GroupOf(claim), input.Rules) is { } stamped)
            {
                _stamps.Add(stamped);
            }
        }
    }

    /// <summary>
    /// The claims whose tasks were not decided about. Nearly always the list before had them, or missed them too; only otherwise all claims are looked through.
    /// </summary>
    private List<Claim> Missing(int count)
    {
        var found = book.Gone.Concat(input.Memory.Absences.TaskIds.Where(taskId => !book.IsPlanned(taskId))).Distinct(StringComparer.Ordinal)
            .Select(taskId => input.Observed.Claims.GetValueOrDefault(taskId)).OfType<Claim>().ToList();
        return found.Count == count ? found : [.. input.Observed.Claims.Values.Where(claim => !book.IsPlanned(claim.TaskId))];
    }

    /// <summary>
    /// Counts them as limits count claims, and says which end, which the frontend is to list again before they end, and what to remember for the next list.
    /// </summary>
    public (IReadOnlyList<Decision.Withdraw> Withdrawals, IReadOnlyList<Claim> Lost, ListMemory Memory) Decide(GroupPlanBuilder groups)
    {
        var absences = input.Memory.Absences.After(_missing, input.Now, input.Interval);
        var withdrawals = new List<Decision.Withdraw>();
        var lost = new List<Claim>();
        var uncounted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var claim in _missing)
        {
            var isBelieved = absences.IsBelieved(claim.TaskId);
            var isRemembered = isBelieved && claim.State == ClaimState.Silent && input.Rules.KeepsAbsent;
            if (isRemembered)
            {
                uncounted.Add(claim.TaskId);
            }
            else
            {
                Count(claim);
            }

            if (isBelieved && (!isRemembered || absences.IsLong(claim.TaskId, input.Rules.AbsenceMemory)) && Ends(claim) is { } reason)
            {
                if (input.Rules.ReschedulesLost && claim is { State: ClaimState.Leased, IsCancelled: false })
                {
                    lost.Add(claim);
                }
                else
                {
                    withdrawals.Add(new Decision.Withdraw(claim, reason));
                }
            }
        }

        Write(groups, withdrawals);
        return (withdrawals, lost, new ListMemory(absences, book) { Uncounted = uncounted });
    }

    private void Count(Claim claim)
    {
        if (claim.IsCounted)
        {
            book.ProfileOf(claim, null).Count(claim.GroupId, book.Plan);
        }
    }

    private void Write(GroupPlanBuilder groups, List<Decision.Withdraw> withdrawals)
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

    /// <summary>Why the claim of a task that is gone ends; null when it does not. Explanations foretell it: <c>NextStep</c>.</summary>
    private string? Ends(Claim claim)
    {
        const string gone = "two successive lists of the frontend do not have it";
        var group = input.Observed.GroupOf(claim);
        return claim.State switch
        {
            ClaimState.Leased => group.Time >= claim.LeasedUntil ? $"{gone}, and the lease of its worker has run out" : null,
            ClaimState.Silent when input.Rules.Release == ReleaseRule.WhenReported =>
                SilenceTracker.SilentFor(claim, group, input.Rules) is { } silent && silent >= input.Rules.VisibilityTimeout + input.Rules.UnlistedTimeout
                    ? $"{gone}, and its worker has given no sign for {TimeText.About(silent)}"
                    : null,
            ClaimState.Silent when input.Rules.KeepsAbsent => "ten successive lists of the frontend do not have it",
            _ => gone,
        };
    }
}
