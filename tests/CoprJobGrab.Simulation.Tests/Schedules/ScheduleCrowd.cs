namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>What happens to very many tasks at once.</summary>
internal sealed class ScheduleCrowd(
    ScheduleFrontend frontend, Checker checker, WorkerCrew workers, GrabberFleet grabbers, ScheduleOperator @operator, Ground ground, ScheduleClock clock)
{
    private const int Many = 24;

    // Ten lists end the claim of a taken task; these are fewer.
    private const int FewestBlind = 2, MostBlind = 8, MostLists = 10;

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

    /// <summary>Empty lists do not end the claims of taken tasks, whoever leads.</summary>
    public async Task<bool> GoBlindAsync(int which, int how)
    {
        if (!await SeesAsync())
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

    /// <summary>All builds end, and the claims alone tell of them, until ten lists have missed them.</summary>
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

        var leader = grabbers.Leader;
        for (var list = 0; list < MostLists + 1; list++)
        {
            await clock.AdvanceAsync(ScheduleClock.Turn);
            if (await grabbers.PollAsync(leader) is not { Role: GrabberRole.Leader, Error: null })
            {
                return true;
            }
        }

        // Who looks and does not lead remembers claims that the store has lost, and that nobody has written again.
        foreach (var claim in (await @operator.LookAsync()).Claims.Values.Where(
            claim => claim.State == ClaimState.Silent && frontend.Find(claim.TaskId).IsOver))
        {
            if (await ground.HasClaimAsync(claim.GroupId, claim.TaskId))
            {
                checker.Found($"task {claim.TaskId} is taken although ten lists did not have it", null);
            }
        }

        return true;
    }

    /// <summary>True when the leader has just taken in a list, so that what is missed is missed from now on.</summary>
    private async Task<bool> SeesAsync() => frontend.ListsRunning && await grabbers.PollAsync(grabbers.Leader) is { Role: GrabberRole.Leader, Error: null };
}
