namespace CoprJobGrab.Tests.Schedules;

/// <summary>What happens to very many tasks at once.</summary>
internal sealed class ScheduleCrowd(ScheduleFrontend frontend, Checker checker, WorkerCrew workers, GrabberFleet grabbers, ScheduleOperator @operator, Ground ground, ScheduleClock clock)
{
    private const int Many = 24;

    // Ten lists are not believed; these are fewer, with one that a step before may have had.
    private const int FewestBlind = 2, MostBlind = 8;

    public void Arrive()
    {
        for (var number = 0; number < Many; number++)
        {
            frontend.Push(ScheduleConfiguration.Architectures[number % 2]);
        }
    }

    /// <summary>Every third of them holds a lease, or none does.</summary>
    public async Task<bool> RushAsync(int how)
    {
        var got = 0;
        foreach (var group in Ground.Groups)
        {
            while (how % 2 == 0 && got % 3 == 0 ? await workers.TakeAsync(group) : await workers.PopAsync(group))
            {
                got++;
            }
        }

        return got > 0;
    }

    /// <summary>Empty lists while more than twenty tasks are taken are not believed, whoever leads.</summary>
    public async Task<bool> GoBlindAsync(int which, int how)
    {
        if (!await IsDisbelieverAsync())
        {
            return false;
        }

        var lists = FewestBlind + (how % (MostBlind - FewestBlind + 1));
        for (var list = 0; list < lists; list++)
        {
            await clock.AdvanceAsync(ScheduleClock.Turn);
            if (list == which % MostBlind)
            {
                await ground.RunOutAsync();
                await grabbers.PollAsync(grabbers.Leader + 1, StepKind.Blind);
            }
            else
            {
                await grabbers.PollAsync(grabbers.Leader, StepKind.Blind);
            }
        }

        await grabbers.PollAsync(grabbers.Leader);
        return true;
    }

    /// <summary>All builds end, and the claims alone tell of them; where an operator confirms it, three lists are enough.</summary>
    public async Task<bool> EndAsync(int how)
    {
        if (checker.Holdings.Count == 0)
        {
            return false;
        }

        foreach (var handing in checker.Holdings.ToList())
        {
            await workers.FinishAsync(handing, tells: false);
        }

        if (how % 2 == 0 || !frontend.ListsRunning)
        {
            return true;
        }

        await @operator.ConfirmAbsenceAsync();
        var leader = grabbers.Leader;
        for (var list = 0; list < 3; list++)
        {
            await clock.AdvanceAsync(ScheduleClock.Turn);
            if (await grabbers.PollAsync(leader) is not { Role: GrabberRole.Leader, Error: null })
            {
                return true;
            }
        }

        // Who looks and does not lead remembers claims that the store has lost, and that nobody has written again.
        foreach (var claim in (await @operator.LookAsync()).Claims.Values.Where(claim => claim.Standing == ClaimStanding.Silent && frontend.Find(claim.TaskId).IsOver))
        {
            if (await ground.HasClaimAsync(claim.GroupId, claim.TaskId))
            {
                checker.Found($"task {claim.TaskId} is taken although its absence was confirmed", null);
            }
        }

        return true;
    }

    /// <summary>
    /// True when the leader knows of more than twenty taken tasks, nearly all of them listed, and no operator's word is outstanding. Who is told of a cancel stops when it asks next,
    /// while the lists are empty.
    /// </summary>
    private async Task<bool> IsDisbelieverAsync()
    {
        if (!frontend.ListsRunning || await grabbers.PollAsync(grabbers.Leader) is not { Role: GrabberRole.Leader, Error: null })
        {
            return false;
        }

        var state = await @operator.LookAsync();
        var taken = state.Claims.Values.Where(claim => claim is { IsTaken: true, IsCancelled: false }).ToList();
        return taken.Count > Disbelief.FewEnough && taken.Count(claim => frontend.Find(claim.TaskId).IsOver) <= Disbelief.FewEnough && !state.AbsenceConfirmed;
    }
}
