using CoprJobGrab.Testing;
using Microsoft.Extensions.Options;

namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>A grabber's process: the library's own planner, whose cycles the schedule can stop on their way.</summary>
internal sealed class ScheduleGrabber : ITaskSource
{
    /// <summary>Between two polls.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly ScheduleFrontend _frontend;
    private readonly bool _fetchesFirst;
    private readonly Func<long> _next;
    private OwnLead _lead = null!;
    private CycleSteps _cycle = null!;
    private TopUpStep _topUp = null!;
    private Listing<BuildTask>? _early;
    private TaskCompletionSource? _reached;
    private TaskCompletionSource? _goesOn;
    private PausePoint _pauseAt;
    private StepKind _poll;
    private bool _wasWrong;
    private bool _losesAnswer;
    private bool _isScarce;
    private TimeProvider _time = TimeProvider.System;
    private Task<CycleReport>? _running;
    private HandOvers _leadership = null!;

    public ScheduleGrabber(ScheduleFrontend frontend, ScheduleConfiguration configuration, bool fetchesFirst, Func<long> next) =>
        (_frontend, Configuration, _fetchesFirst, _next) = (frontend, configuration, fetchesFirst, next);

    public ScheduleConfiguration Configuration { get; }

    /// <summary>When it last asked who leads, and was answered.</summary>
    public long AskedAt { get; set; }

    /// <summary>When it observed last.</summary>
    public long ObservedAt { get; set; }

    /// <summary>When it observed before it fetched the list that it plans from; a top-up plans from the last cycle's.</summary>
    public long ListObservedAt { get; set; }

    /// <summary>True while it pushes what its last cycle held.</summary>
    public bool TopsUp { get; private set; }

    /// <summary>When it fetched its last list.</summary>
    public long FetchedAt { get; private set; }

    /// <summary>The same, by the schedule's clock.</summary>
    public DateTimeOffset FetchedTime { get; private set; }

    /// <summary>The lists of its lead whose plans the groups accepted: when each was fetched, and when it was applied.</summary>
    public List<(string Group, long At, DateTimeOffset Time)> Lists { get; } = [];

    /// <summary>What it has seen of tasks in its lead.</summary>
    public Sightings Sightings { get; } = new();

    /// <summary>When it last observed claims in a group.</summary>
    public Dictionary<string, long> SawClaimsAt { get; } = new(StringComparer.Ordinal);

    /// <summary>Tasks that its next write may bring back because their release records are lost.</summary>
    public HashSet<string> Revivable { get; } = new(StringComparer.Ordinal);

    /// <summary>True between its observation and its write, and after it where it may push later what it held.</summary>
    public bool HasListInHand { get; set; }

    public bool IsPaused => _running is not null;

    /// <summary>Its lead, as the store's side knows it.</summary>
    public ILeadership Lease { get; set; } = null!;

    /// <summary>Its queue, for what it does beside its cycles.</summary>
    public IBuildQueue Queue { get; set; } = null!;

    public void Build(
        IBuildQueue queue, ILeadership leadership, Action<Lead> asked, ActionLanes actions, EventHub events, IOptions<CoprJobGrabOptions> options,
        bool isScarce, TimeProvider time)
    {
        (_isScarce, _time) = (isScarce, time);
        _leadership = new HandOvers(leadership, asked);
        var pauses = new Pauses(options.Value.Reports.FirstPause, options.Value.Reports.LongestPause, () => 0);
        var scheduler = new Scheduler(Configuration);
        var taskEnds = new TaskEndProcessor(new TaskEndBuffer(), new RescheduleOutbox(new RecordingReporter(), events, pauses, time), null, null, events);
        // Schedules cancel at the queue itself, at any moment.
        var cancels = new CancelService(null, events, pauses, time);
        var news = new CycleEvents(events, time);
        var current = new CurrentSettings(
            options, new OptionsFactory<CoprJobGrabOptions>([], []), [],
            new BuilderGroups(
                isScarce ? Scarcity.Shallow(Configuration.Groups) : Configuration.Groups.Select(group => new BuilderGroup(group, [$"of-{group}"]))),
            isScarce ? Scarcity.Scheduling : HostScheduling.None, events);
        var led = new LedQueue(queue, current, taskEnds, news);
        var lead = new OwnLead(_leadership, led, current, new SharedRules(_leadership, scheduler, taskEnds), taskEnds, cancels, news, time);
        var lists = new FrontendLists(this, options.Value.Frontend, time);
        var planner = new Planner(this, scheduler, taskEnds, options, time);
        var setup = new SetupChecker(new SetupScope(), [], events);
        _cycle = new CycleSteps(setup, lead, led, lists, actions, cancels, planner, news);
        _topUp = new TopUpStep(lead, led, planner, cancels, news);
        _lead = lead;
    }

    /// <summary>Runs a cycle to its end, or to where it stops.</summary>
    public async Task<CycleReport?> PollAsync(StepKind poll = StepKind.Poll, PausePoint pauseAt = PausePoint.None)
    {
        if (IsPaused)
        {
            return null;
        }

        (_poll, _pauseAt, _losesAnswer) = (poll, pauseAt, poll == StepKind.LostAnswer);
        _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _running = _cycle.RunAsync(CancellationToken.None);
        await Task.WhenAny(_running, _reached.Task);
        return _running.IsCompleted ? await EndedAsync() : null;
    }

    public async Task<bool> TopUpAsync()
    {
        if (IsPaused)
        {
            return false;
        }

        (TopsUp, _pauseAt) = (true, PausePoint.None);
        var pushed = await _topUp.RunAsync(CancellationToken.None);
        TopsUp = false;
        return pushed > 0;
    }

    public async Task<CycleReport?> ResumeAsync()
    {
        if (!IsPaused)
        {
            return null;
        }

        _goesOn!.SetResult();
        return await EndedAsync();
    }

    /// <summary>Stops cleanly; true when it gave the lead up.</summary>
    public async Task<bool> StopAsync()
    {
        await _lead.HandOverAsync(isClean: true, CancellationToken.None);
        return _leadership.Last;
    }

    public void BeforeObserve()
    {
        HasListInHand = true;
        _early = _fetchesFirst && !TopsUp ? _frontend.List() : _early;
    }

    public bool LosesAnswer() => _losesAnswer && !(_losesAnswer = false);

    public async Task PassAsync(PausePoint point)
    {
        if (_pauseAt == point)
        {
            _pauseAt = PausePoint.None;
            _goesOn = new TaskCompletionSource();
            _reached!.SetResult();
            await _goesOn.Task;
        }
    }

    public async ValueTask<TaskSnapshot> FetchAsync(CancellationToken cancellationToken)
    {
        // Two wrong lists in a row are believed; one is a fault that must do no harm.
        // One that breaks off is no list, so that the next is in a row with the one before.
        var (isThin, isStale) = (_poll == StepKind.ThinPoll && !_wasWrong, _poll == StepKind.StalePoll && !_wasWrong);
        _wasWrong = _poll == StepKind.TruncatedPoll ? _wasWrong : isThin || isStale;
        var (stale, gone) = isStale ? _frontend.Stale() : (null, new HashSet<string>());
        Listing<BuildTask> builds = _poll == StepKind.TruncatedPoll
            ? new Listing<BuildTask>.NoNews(new TaskSourceException(TaskSourceFault.NotJson, "The list breaks off."))
            : isThin || _poll == StepKind.Blind ? new Listing<BuildTask>.Complete([])
            : stale ?? _early ?? _frontend.List();
        (FetchedAt, FetchedTime) = (_next(), _time.GetUtcNow());
        if (builds is Listing<BuildTask>.Complete list)
        {
            Sightings.Fetched(list, gone, FetchedTime);
        }

        await PassAsync(PausePoint.AfterFetch);
        return new TaskSnapshot(builds) { ListsRunningTasks = _frontend.ListsRunning };
    }

    public ValueTask<ActionTask> FetchActionAsync(ActionListing action, CancellationToken cancellationToken) => throw new NotSupportedException();

    private async Task<CycleReport> EndedAsync()
    {
        var report = await _running!;
        (_running, HasListInHand) = (null, _isScarce);
        return report;
    }
}
