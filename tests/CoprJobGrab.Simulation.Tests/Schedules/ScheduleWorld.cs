using Microsoft.Extensions.Time.Testing;

namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>A frontend, grabbers on one store, workers, and a clock: what the steps of a schedule happen to.</summary>
internal sealed class ScheduleWorld : IAsyncDisposable
{
    private static readonly TimeSpan[] Spans =
        [TimeSpan.FromSeconds(
            1), TimeSpan.FromSeconds(11), TimeSpan.FromSeconds(11), TimeSpan.FromSeconds(40), TimeSpan.FromMinutes(11), TimeSpan.FromHours(5),
            TimeSpan.FromHours(27)];

    // In leases: of a grabber that has seen no lead.
    private const int LongestWait = 2;

    private readonly Ground _ground;
    private readonly ScheduleFrontend _frontend;
    private readonly Checker _checker;
    private readonly ScarcityCheck _scarcity;
    private readonly ScheduleResult _result;
    private readonly GrabberFleet _grabbers;
    private readonly ScheduleOperator _operator;
    private readonly ScheduleUsers _users;
    private readonly WorkerCrew _workers;
    private readonly ScheduleClock _clock;
    private readonly ScheduleCrowd _crowd;

    public ScheduleWorld(Schedule schedule, Ground ground, FakeTimeProvider time, ScheduleResult result, Fault? fault)
    {
        (_ground, _result) = (ground, result);
        _frontend = new ScheduleFrontend(schedule.ListsRunning, schedule.IsScarce);
        _operator = new ScheduleOperator(ground.Queue(Ground.Groups));
        _checker = new Checker(ground, _frontend, result, time);
        _scarcity = new ScarcityCheck(schedule.IsScarce, ground, _operator, _frontend, _checker);
        _grabbers = new GrabberFleet(ground, _frontend, _checker, _scarcity, schedule.IsScarce, time, fault);
        _users = new ScheduleUsers(_operator, _checker, _grabbers.Losses, () => _grabbers.Alive, time);
        _workers = new WorkerCrew(ground, _frontend, _checker, _operator, time);
        _clock = new ScheduleClock(time, ground, _workers, _grabbers);
        _crowd = new ScheduleCrowd(_frontend, _checker, _workers, _grabbers, _operator, ground, _clock);
        _grabbers.StartAll(schedule.Grabbers);
    }

    public async Task DoAsync(ScheduleStep step)
    {
        _clock.Tick();
        _checker.Next();
        var isWorkers = step.Kind
            is StepKind.Pop or StepKind.Take or StepKind.Rush or StepKind.Start or StepKind.Finish or StepKind.End or StepKind.Tell or StepKind.Die
                or StepKind.Reschedule or StepKind.Stall or StepKind.Renew;
        if (!isWorkers)
        {
            // Only one at a time plans.
            await _users.WriteAsync();
        }

        var isDone = await TryAsync(step);
        if (isWorkers)
        {
            await _users.WriteAsync();
        }

        if (isDone)
        {
            _result.Done[step.Kind] = _result.Done.GetValueOrDefault(step.Kind) + 1;
        }
    }

    /// <summary>No more faults: the grabbers poll, time passes, and at last nothing is listed any more.</summary>
    public async Task QuietAsync()
    {
        await _users.WriteAsync();
        for (var index = 0; index < _grabbers.Count; index++)
        {
            await _grabbers.ResumeAsync(index);
        }

        await _workers.RenewAllAsync(ofStalledToo: true);
        await _ground.RunOutAsync();
        await _clock.PollAllAsync(8);
        await _workers.TellAllAsync();
        await _clock.PollAllAsync(3);
        await _checker.CheckSoonAsync(await _operator.ParkedAsync(), IsHeldAsync);
        foreach (var holding in _checker.Holdings.ToList())
        {
            await _workers.FinishAsync(holding, tells: false);
        }

        _workers.ResetStarted();
        await _clock.PatienceAsync();
        await _checker.CheckLateAsync(await _operator.ParkedAsync(), IsHeldAsync, _grabbers.Losses.Unnamed);
        foreach (var task in _frontend.Tasks.Where(task => !task.IsOver))
        {
            task.State = TaskState.Deleted;
        }

        await _clock.PatienceAsync();
        await _checker.CheckEmptyAsync(_grabbers.Losses.Unnamed);
        _result.Tasks = _frontend.Tasks.Count;
    }

    public ValueTask DisposeAsync() => _grabbers.DisposeAsync();

    private async Task<bool> IsHeldAsync(FrontendTask task) =>
        _grabbers.Losses.Leader is { } leader && await _scarcity.IsHeldAsync(task, leader.Configuration.GroupOf[task.Architecture]);

    private async Task<bool> TryAsync(ScheduleStep step)
    {
        var (kind, which, how) = step;
        switch (kind)
        {
            case StepKind.Push:
                _frontend.Push(how % 20 == 0 ? "z80" : ScheduleConfiguration.Architectures[which % 2]);
                return true;
            case StepKind.Advance:
                await _clock.AdvanceAsync(Spans[how % Spans.Length]);
                return true;
            case StepKind.Pop:
                return await _workers.PopAsync(Ground.Groups[which % 2]) || await _workers.PopAsync(Ground.Groups[1 - (which % 2)]);
            case StepKind.Take:
                return await _workers.TakeAsync(Ground.Groups[which % 2]) || await _workers.TakeAsync(Ground.Groups[1 - (which % 2)]);
            case StepKind.Tell:
                return await _workers.TellAsync();
            case StepKind.Start or StepKind.Finish or StepKind.End or StepKind.Die or StepKind.Reschedule or StepKind.Stall or StepKind.Renew:
                return _checker.Holdings is { Count: > 0 } holdings && await _workers.WorkAsync(kind, holdings[which % holdings.Count], how);
            case StepKind.Cancel or StepKind.Delete:
                var open = _frontend.Tasks.Where(task => !task.IsOver).ToList();
                return open.Count > 0 && await EndAsync(step, open[which % open.Count]);
            case StepKind.Crowd or StepKind.Rush or StepKind.Blind or StepKind.MassEnd:
                return await TryManyAsync(step);
            case StepKind.TopUp:
                return await _grabbers.TopUpAsync(how % 4 > 0 ? _grabbers.Leader : which);
            case >= StepKind.LoseAll:
                return await LoseAsync(step);
            default:
                return await TryGrabberAsync(step);
        }
    }

    private async Task<bool> TryGrabberAsync(ScheduleStep step)
    {
        var (kind, which, how) = step;
        switch (kind)
        {
            case StepKind.Pause:
                await _grabbers.PollAsync(how % 3 > 0 ? _grabbers.Leader : which, StepKind.Poll, (PausePoint)(1 + (which % 5)));
                return true;
            case StepKind.Resume:
                await _grabbers.ResumeAsync(which);
                return true;
            case StepKind.Crash:
                _grabbers.Kill(which);
                return true;
            case StepKind.Stop:
                await _grabbers.StopAsync(how % 3 > 0 ? _grabbers.Leader : which);
                return true;
            case StepKind.Reconfigure:
                _grabbers.Configure(which, ScheduleConfiguration.All[how % ScheduleConfiguration.All.Length]);
                await _ground.RunOutAsync();
                return true;
            case StepKind.TakeOver:
                await _ground.RunOutAsync();
                for (var leases = 0; await _grabbers.PollAsync(which) is { Role: GrabberRole.Standby } && leases < LongestWait; leases++)
                {
                    // It has found that the lead is lost, and waits for as long as who led stands still.
                    await _ground.RunOutAsync();
                }

                return true;
            default:
                await _grabbers.PollAsync(how % 2 == 0 ? _grabbers.Leader : which, kind);
                return true;
        }
    }

    private async Task<bool> TryManyAsync(ScheduleStep step)
    {
        switch (step.Kind)
        {
            case StepKind.Crowd:
                _crowd.Arrive();
                return true;
            case StepKind.Rush:
                return await _crowd.RushAsync(step.How);
            case StepKind.Blind:
                return await _crowd.GoBlindAsync(step.Which, step.How);
            default:
                return await _crowd.EndAsync(step.How);
        }
    }

    private async Task<bool> LoseAsync(ScheduleStep step)
    {
        var group = Ground.Groups[step.Which % 2];
        var listed = await _ground.ListedAsync(group);
        switch (step.Kind)
        {
            case StepKind.Picture:
                await _ground.PictureAsync();
                _grabbers.Losses.Pictured();
                return true;
            case StepKind.Restart:
                await _ground.RestartAsync();
                if (_ground.ForgetsAtRestart is null)
                {
                    await _grabbers.Losses.WentBackAsync();
                }
                else if (_ground.ForgetsAtRestart is true)
                {
                    await _grabbers.Losses.LostAsync(step.Kind, Ground.Groups, listed);
                }

                return true;
            default:
                await _ground.LoseAsync(step.Kind, group);
                await _grabbers.Losses.LostAsync(step.Kind, step.Kind == StepKind.LoseAll ? Ground.Groups : [group], listed);
                return true;
        }
    }

    private async Task<bool> EndAsync(ScheduleStep step, FrontendTask task)
    {
        if (step.Kind == StepKind.Delete)
        {
            ScheduleUsers.Delete(task);
        }
        else
        {
            await _users.CancelAsync(task, pauses: step.How % 4 == 0);
        }

        return true;
    }
}
