namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>
/// Users who cancel. The leader decides as the library does, and says "nobody has it" only when nobody has.
/// While it stands still in a cycle, or is gone, somebody else writes the cancel at the queue itself, and then the user is told so only where nobody has the
/// task who could not be stopped.
/// </summary>
internal sealed class ScheduleUsers(ScheduleOperator @operator, Checker checker, Losses losses, Func<IReadOnlyList<ScheduleGrabber>> alive, TimeProvider time)
{
    private const int MostLooks = 5;

    private (FrontendTask Task, ScheduleGrabber Leader, CancelDecision Decision)? _decided;

    private ScheduleGrabber? Decider => losses.Leader is { IsPaused: false } leader && alive().Contains(leader) ? leader : null;

    /// <summary>Deletes, and tells nobody.</summary>
    public static void Delete(FrontendTask task) => task.State = TaskState.Deleted;

    /// <param name="task">The task.</param>
    /// <param name="pauses">Whether a worker's step may come between the leader's look and its write.</param>
    public async Task CancelAsync(FrontendTask task, bool pauses)
    {
        task.State = TaskState.Cancelled;
        if (Decider is not { } leader)
        {
            await CancelAtQueueAsync(task);
        }
        else if (await DecideAsync(task, leader) is { } decision)
        {
            _decided = (task, leader, decision);
            if (!pauses)
            {
                await WriteAsync();
            }
        }
    }

    /// <summary>Writes what was decided. Whoever finds it changed looks again.</summary>
    public async Task WriteAsync()
    {
        for (var look = 1; _decided is var (task, leader, decision); look++)
        {
            _decided = null;
            if (decision.Command is { } release && await leader.Queue.CommandAsync([release], CancellationToken.None) != 1)
            {
                _decided = look < MostLooks && await DecideAsync(task, leader) is { } next ? (task, leader, next) : null;
                continue;
            }

            if (decision.WasRunning)
            {
                Told(decision.Command);
            }
            else
            {
                ToldThatNobodyHasIt(task, leader, decision.Command is { } record ? [record.GroupId] : []);
            }
        }
    }

    private async Task<CancelDecision?> DecideAsync(FrontendTask task, ScheduleGrabber leader)
    {
        try
        {
            var observed = await leader.Queue.ObserveAsync(CancellationToken.None);
            losses.Observed(leader, observed, beginsList: false);
            return CancelDecider.About(task.Id, observed, leader.Configuration.GroupOf.GetValueOrDefault(task.Architecture));
        }
        catch (FencedException)
        {
            // It leads no more, and the user is told nothing.
            return null;
        }
    }

    private void ToldThatNobodyHasIt(FrontendTask task, ScheduleGrabber leader, IReadOnlyList<string> recordedIn)
    {
        foreach (var holding in checker.Holdings.Where(holding => holding.Task == task && holding.Lasts(time.GetUtcNow())))
        {
            checker.Found($"task {task.Id}: its user is told that nobody has it, and a worker of group {holding.Group} has", losses.CauseFor(leader, holding));
        }

        (task.CancelledAt, task.CancelledIn) = (checker.Next(), recordedIn);
    }

    private async Task CancelAtQueueAsync(FrontendTask task)
    {
        if (losses.Leader is not { } leader)
        {
            return;
        }

        // Without a claim, the record goes where the leader could write.
        // No other grabber's write is accepted, and they may be configured differently while they are restarted one by one.
        var claim = (await @operator.LookAsync()).Claims.GetValueOrDefault(task.Id);
        IReadOnlyList<ClaimCommand> commands = claim is not null
            ? [ClaimCommand.Cancel(claim)]
            : [.. leader.Configuration.Groups.Select(group => new ClaimCommand.End(task.Id, group, ReleaseReason.Cancelled))];
        var groups = commands.Select(command => command.GroupId).ToList();
        if (checker.Holdings.Exists(holding => holding.Task == task && (holding.Build is null || !groups.Contains(holding.Group)))
            || !await @operator.WriteAsync(commands))
        {
            return;
        }

        if (commands[0] is ClaimCommand.TellWorker)
        {
            Told(commands[0]);
        }
        else
        {
            (task.CancelledAt, task.CancelledIn) = (checker.Next(), groups);
        }
    }

    /// <summary>The worker that holds the lease is to hear of it when it asks.</summary>
    private void Told(ClaimCommand? command)
    {
        foreach (var holding in checker.Holdings.Where(
            holding => command?.Claim is { } claim && holding.Build?.Urn == claim.Urn && holding.Build.Attempt == claim.Attempt))
        {
            holding.ToldAt = checker.Next();
        }
    }
}
