using CoprJobGrab.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>The grabbers of a schedule: processes at one store, which are run, stopped, killed and replaced.</summary>
internal sealed class GrabberFleet : IAsyncDisposable
{
    private readonly Ground _ground;
    private readonly ScheduleFrontend _frontend;
    private readonly Checker _checker;
    private readonly TimeProvider _time;
    private readonly Fault? _fault;
    private readonly IOptions<CoprJobGrabOptions> _options;
    private readonly bool _isScarce;
    private readonly EventHub _events;
    private readonly ActionLanes _actions;
    private ScheduleGrabber[] _grabbers = [];
    private ScheduleConfiguration _configuration = ScheduleConfiguration.All[0];
    private int _leader;

    public GrabberFleet(Ground ground, ScheduleFrontend frontend, Checker checker, ScarcityCheck scarcity, bool isScarce, TimeProvider time, Fault? fault)
    {
        (_ground, _frontend, _checker, _isScarce, _time, _fault) = (ground, frontend, checker, isScarce, time, fault);
        Losses = new Losses(ground, frontend, checker, scarcity, () => _grabbers);
        var options = new CoprJobGrabOptions();
        options.Loop.Interval = ScheduleGrabber.Interval;
        options.Claims.ReleaseRule = frontend.ListsRunning ? ReleaseRule.WhenUnlisted : ReleaseRule.WhenReported;
        options.Scheduling.Limits.PerOwner = isScarce ? Scarcity.PerOwner : null;
        _options = Options.Create(options);
        _events = new EventHub([], time);
        _actions = new ActionLanes(
            new ActionHandlers([], null!, NullLoggerFactory.Instance), null!, null!,
            new ActionStores(new MemoryOutcomeStore(), null, _events, time), _events, options.Actions, TestPauses.Of(options.Reports), time);
    }

    public Losses Losses { get; }

    /// <summary>Who led last, as far as the schedule knows.</summary>
    public int Leader => _leader;

    public int Count => _grabbers.Length;

    /// <summary>The processes that there are now.</summary>
    public IReadOnlyList<ScheduleGrabber> Alive => _grabbers;

    public void StartAll(int count) => _grabbers = [.. Enumerable.Range(0, count).Select(Start)];

    public async Task<CycleReport?> PollAsync(int which, StepKind kind = StepKind.Poll, PausePoint pauseAt = PausePoint.None)
    {
        var index = which % _grabbers.Length;
        var report = await _grabbers[index].PollAsync(kind, pauseAt);
        _checker.Failed(report);
        _leader = report?.Role == GrabberRole.Leader || pauseAt != PausePoint.None ? index : _leader;
        return report;
    }

    public Task<bool> TopUpAsync(int which) => _grabbers[which % _grabbers.Length].TopUpAsync();

    public async Task ResumeAsync(int which) => _checker.Failed(await _grabbers[which % _grabbers.Length].ResumeAsync());

    /// <summary>It is killed, and another process takes its place.</summary>
    public void Kill(int which)
    {
        var index = which % _grabbers.Length;
        _grabbers[index].HasListInHand = false;
        _ground.Died(_grabbers[index].Lease);
        _grabbers[index] = Start(index);
    }

    /// <summary>It ends its cycle and hands its lead over, if it has it; then the lead is free at once.</summary>
    public async Task StopAsync(int which)
    {
        var index = which % _grabbers.Length;
        await ResumeAsync(index);
        var led = await _grabbers[index].StopAsync();
        Kill(index);
        if (led && await PollAsync(index + 1) is { Role: GrabberRole.Standby, Error: null })
        {
            _checker.Found("the lead was handed over, and the next grabber does not get it", null);
        }
    }

    public void Configure(int which, ScheduleConfiguration configuration)
    {
        _configuration = configuration;
        Kill(which);
    }

    public async ValueTask DisposeAsync()
    {
        await _actions.DisposeAsync();
        await _events.DisposeAsync();
    }

    private ScheduleGrabber Start(int index)
    {
        var grabber = new ScheduleGrabber(_frontend, _configuration, _fault?.FetchesFirst ?? false, _checker.Next);
        var queue = _fault is null
            ? _ground.Queue(_configuration.Groups)
            : new FaultyQueue(_fault, (MemoryGround)_ground, _configuration, index) { Planner = grabber };
        grabber.Lease = _ground.Leadership();
        grabber.Build(
            new WatchedQueue(queue, grabber, Losses, _ground is MemoryGround ? null : _time), grabber.Lease, lead => Losses.Asked(grabber, lead), _actions,
            _events, _options, _isScarce, _time);
        grabber.Queue = queue;
        Losses.Joined(grabber);
        return grabber;
    }
}
