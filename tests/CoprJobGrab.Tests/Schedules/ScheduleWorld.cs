using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CoprJobGrab.Tests.Schedules;

/// <summary>A frontend, grabbers on one store, workers, and a clock: what the steps of a schedule happen to.</summary>
internal sealed class ScheduleWorld : IAsyncDisposable
{
    private static readonly TimeSpan LongestBuild = TimeSpan.FromHours(12);
    private static readonly TimeSpan[] Spans =
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(11), TimeSpan.FromSeconds(11), TimeSpan.FromSeconds(40), TimeSpan.FromMinutes(11), TimeSpan.FromHours(5), TimeSpan.FromHours(27)];

    private readonly FakeTimeProvider _time;
    private readonly Ground _ground;
    private readonly Fault? _fault;
    private readonly ScheduleFrontend _frontend;
    private readonly Checker _checker;
    private readonly ScheduleResult _result;
    private readonly ScheduleGrabber[] _grabbers;
    private readonly IClaimQueue _operator;
    private readonly IOptions<CoprJobGrabOptions> _options;
    private readonly EventHub _events;
    private readonly ActionLanes _actions;
    private ScheduleConfiguration _configuration = ScheduleConfiguration.All[0];
    private int _leader;

    public ScheduleWorld(Schedule schedule, Ground ground, FakeTimeProvider time, ScheduleResult result, Fault? fault)
    {
        (_ground, _time, _result, _fault) = (ground, time, result, fault);
        _frontend = new ScheduleFrontend(schedule.ListsRunning);
        ListsRunning = schedule.ListsRunning;
        _checker = new Checker(ground, _frontend, result);
        _operator = ground.Queue(Ground.Groups);
        var options = new CoprJobGrabOptions();
        options.Loop.Interval = TimeSpan.FromSeconds(10);
        options.Claims.ReleaseRule = schedule.ListsRunning ? ReleaseRule.WhenUnlisted : ReleaseRule.WhenReported;
        _options = Options.Create(options);
        _events = new EventHub([], time);
        _actions = new ActionLanes(new ActionHandlers([], new ServiceCollection().BuildServiceProvider()), null!, null!, new MemoryOutcomeStore(), _events, options.Actions, time);
        _grabbers = [.. Enumerable.Range(0, schedule.Grabbers).Select(Start)];
    }

    private bool ListsRunning { get; }

    public async Task DoAsync(ScheduleStep step)
    {
        _time.Advance(TimeSpan.FromMilliseconds(1));
        _checker.Next();
        if (await TryAsync(step))
        {
            _result.Done[step.Kind] = _result.Done.GetValueOrDefault(step.Kind) + 1;
        }
    }

    /// <summary>No more faults: the grabbers poll, time passes, and at last nothing is listed any more.</summary>
    public async Task QuietAsync()
    {
        foreach (var grabber in _grabbers)
        {
            _checker.Failed(await grabber.ResumeAsync());
        }

        await _ground.RunOutAsync();
        await PollAllAsync(6);
        await _checker.CheckSoonAsync(await ParkedAsync());
        foreach (var holding in _checker.Holdings.ToList())
        {
            await FinishAsync(holding, tells: false);
        }

        ResetStarted();
        await PatienceAsync();
        await _checker.CheckLateAsync(await ParkedAsync());
        foreach (var task in _frontend.Listed.ToList())
        {
            task.State = TaskState.Deleted;
        }

        foreach (var task in _frontend.Tasks.Where(task => !task.IsOver))
        {
            task.State = TaskState.Deleted;
        }

        await PatienceAsync();
        await _checker.CheckEmptyAsync();
        _result.Tasks = _frontend.Tasks.Count;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var grabber in _grabbers)
        {
            grabber.Dispose();
        }

        await _actions.DisposeAsync();
        await _events.DisposeAsync();
    }

    private async Task<bool> TryAsync(ScheduleStep step)
    {
        var (kind, which, how) = step;
        switch (kind)
        {
            case StepKind.Push:
                _frontend.Push(how % 20 == 0 ? "z80" : ScheduleConfiguration.Architectures[which % 2]);
                return true;
            case StepKind.Poll or StepKind.TruncatedPoll or StepKind.ThinPoll or StepKind.LostAnswer:
                return await PollAsync(how % 2 == 0 ? _leader : which % _grabbers.Length, kind, PausePoint.None);
            case StepKind.Pause:
                return await PollAsync(how % 3 > 0 ? _leader : which % _grabbers.Length, StepKind.Poll, (PausePoint)(1 + (which % 5)));
            case StepKind.Resume:
                var paused = _grabbers[which % _grabbers.Length];
                _checker.Failed(await paused.ResumeAsync());
                return true;
            case StepKind.Crash:
                Replace(which % _grabbers.Length);
                return true;
            case StepKind.Reconfigure:
                _configuration = ScheduleConfiguration.All[how % ScheduleConfiguration.All.Length];
                Replace(which % _grabbers.Length);
                await _ground.RunOutAsync();
                return true;
            case StepKind.TakeOver:
                await _ground.RunOutAsync();
                return await PollAsync(which % _grabbers.Length, StepKind.Poll, PausePoint.None);
            case StepKind.Advance:
                await AdvanceAsync(Spans[how % Spans.Length]);
                return true;
            case StepKind.Pop:
                var group = Ground.Groups[which % 2];
                return await PopAsync(group) || await PopAsync(Ground.Groups[1 - (which % 2)]);
            case StepKind.Start or StepKind.Finish or StepKind.Die or StepKind.Reschedule:
                return _checker.Holdings is { Count: > 0 } holdings && await WorkAsync(kind, holdings[which % holdings.Count], how);
            case StepKind.Cancel or StepKind.Delete:
                return _frontend.Tasks.Where(task => !task.IsOver).ToList() is { Count: > 0 } open && await EndByUserAsync(kind, open[which % open.Count]);
            case StepKind.Picture:
                await _ground.PictureAsync();
                _checker.Pictured();
                return true;
            case StepKind.Restart:
                await _ground.RestartAsync();
                if (_ground.ForgetsAtRestart is null)
                {
                    _checker.WentBack();
                }

                await _checker.LostAsync(kind);
                return true;
            default:
                await _ground.LoseAsync(kind, Ground.Groups[which % 2]);
                await _checker.LostAsync(kind);
                return true;
        }
    }

    private async Task<bool> PollAsync(int index, StepKind kind, PausePoint pauseAt)
    {
        var report = await _grabbers[index].PollAsync(kind, pauseAt);
        _checker.Failed(report);
        _leader = report?.Role == GrabberRole.Leader || pauseAt != PausePoint.None ? index : _leader;
        return true;
    }

    private async Task PollAllAsync(int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            await AdvanceAsync(TimeSpan.FromSeconds(11));
            for (var index = 0; index < _grabbers.Length; index++)
            {
                await PollAsync(index, StepKind.Poll, PausePoint.None);
            }
        }
    }

    private async Task PatienceAsync()
    {
        for (var time = 0; time < 3; time++)
        {
            await AdvanceAsync(TimeSpan.FromHours(27));
            await PollAllAsync(3);
        }
    }

    private async Task AdvanceAsync(TimeSpan span)
    {
        // No build is longer than patience, which is what patience is for.
        foreach (var holding in _checker.Holdings.Where(holding => _time.GetUtcNow() + span - holding.Since > LongestBuild).ToList())
        {
            await FinishAsync(holding, tells: false);
        }

        _time.Advance(span);
        if (span >= TimeSpan.FromSeconds(30))
        {
            await _ground.RunOutAsync();
        }
    }

    private async Task<bool> PopAsync(string group)
    {
        if (await _ground.PopAsync(group) is not { } taskId)
        {
            return false;
        }

        _checker.Popped(taskId, group, _time.GetUtcNow());
        return true;
    }

    private async Task<bool> WorkAsync(StepKind kind, Holding holding, int how)
    {
        switch (kind)
        {
            case StepKind.Start when !holding.Task.IsOver && !ListsRunning:
                holding.Task.State = TaskState.Started;
                return true;
            case StepKind.Finish:
                await FinishAsync(holding, tells: !ListsRunning && how % 3 > 0);
                return true;
            case StepKind.Die:
                _checker.Holdings.Remove(holding);
                holding.Task.MayWait = true;
                if (how % 2 == 0)
                {
                    ResetStarted();
                }

                return true;
            case StepKind.Reschedule:
                _checker.Holdings.Remove(holding);
                holding.Task.State = holding.Task.IsOver ? holding.Task.State : TaskState.Waiting;
                holding.Task.MayWait |= !await ReleaseAsync(holding.Task, ReleaseReason.Rescheduled);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The frontend is told first; the message that ends the claim may be lost.</summary>
    private async Task FinishAsync(Holding holding, bool tells)
    {
        _checker.Holdings.Remove(holding);
        holding.Task.EndedAt ??= _checker.Next();
        holding.Task.State = holding.Task.IsOver ? holding.Task.State : TaskState.Ended;
        if (tells)
        {
            await ReleaseAsync(holding.Task, ReleaseReason.Finished);
        }
    }

    /// <summary>A backend that notices dead workers has their tasks listed again.</summary>
    private void ResetStarted()
    {
        foreach (var task in _frontend.Tasks.Where(task => task.State == TaskState.Started && !_checker.Holdings.Exists(holding => holding.Task == task)))
        {
            task.State = TaskState.Waiting;
        }
    }

    private async Task<bool> EndByUserAsync(StepKind kind, FrontendTask task)
    {
        task.State = kind == StepKind.Cancel ? TaskState.Cancelled : TaskState.Deleted;
        if (kind == StepKind.Cancel && !_checker.Holdings.Exists(holding => holding.Task == task) && await ReleaseAsync(task, ReleaseReason.Cancelled))
        {
            task.CancelledAt = _checker.Next();
        }

        return true;
    }

    private async Task<bool> ReleaseAsync(FrontendTask task, ReleaseReason reason)
    {
        var state = await _operator.ObserveAsync(CancellationToken.None);
        var claim = state.Claims.GetValueOrDefault(task.Id);
        if (claim is null && (reason != ReleaseReason.Cancelled || _checker.Leader is null))
        {
            return false;
        }

        // Without a claim, the record goes where the leader could write. No other grabber's write is accepted, and they may be configured differently while they are restarted one by one.
        Release[] releases = claim is not null
            ? [new Release(task.Id, claim.GroupId, claim, reason)]
            : [.. _checker.Leader!.Configuration.Groups.Select(group => new Release(task.Id, group, null, reason))];
        return await _operator.ReleaseAsync(releases, CancellationToken.None) == releases.Length;
    }

    private async Task<IReadOnlySet<string>> ParkedAsync()
    {
        var state = await _operator.ObserveAsync(CancellationToken.None);
        return state.Claims.Values.Where(claim => claim.Standing == ClaimStanding.Parked).Select(claim => claim.TaskId).ToHashSet();
    }

    private void Replace(int index)
    {
        _grabbers[index].HasListInHand = false;
        _grabbers[index] = Start(index);
    }

    private ScheduleGrabber Start(int index)
    {
        var grabber = new ScheduleGrabber(_frontend, _configuration, _fault?.FetchesFirst ?? false);
        var queue = _fault is null ? _ground.Queue(_configuration.Groups) : new FaultyQueue(_fault, (MemoryGround)_ground, _configuration, index);
        grabber.Build(new WatchedQueue(queue, grabber, _checker, _ground is MemoryGround ? null : _time), _ground.Leadership(), _actions, _events, _options, _time);
        _checker.Joined(grabber);
        return grabber;
    }
}
