using CoprJobGrab.Actions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CoprJobGrab.Testing;

/// <summary>
/// What outlives a grabber that is stopped at a crash point: the frontend with its lists, the queue store, the workers, and the clock.
/// Derive one for a queue of your own; <see cref="InMemoryGrabberWorld"/> is the one for queues in memory.
/// </summary>
public abstract class GrabberWorld : IAsyncDisposable
{
    // Between two looks at what comes about beside the scenario and that nothing tells of.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private readonly Lock _lock = new();
    private readonly List<string> _handedOut = [];
    private readonly List<string> _cancelled = [];
    private volatile IReadOnlyList<BuildTask> _builds = [];
    private volatile ActionListing[] _actions = [];
    private long[] _everListed = [];
    private ServiceProvider? _process;
    private ActionsAfterCycle? _source;

    /// <summary>Makes a world in which nothing is listed.</summary>
    protected GrabberWorld()
    {
        Reporter.OnReport = (report, _) =>
        {
            // As the frontend does: an action that has a result is listed no more. Several may be told at once.
            lock (_lock)
            {
                _actions = [.. _actions.Where(action => action.Id != report.ActionId)];
            }

            return ValueTask.CompletedTask;
        };
        Source = new ScriptedTaskSource
        {
            OnFetch = _ => ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete(_builds)) { Actions = SomeAction.List(_actions) }),
        };
    }

    /// <summary>The clock of every grabber.</summary>
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>The frontend, as it is asked.</summary>
    public ScriptedTaskSource Source { get; }

    /// <summary>The frontend, as it is told. An action whose result it has taken is listed no more.</summary>
    public RecordingReporter Reporter { get; } = new();

    /// <summary>The users' cancel requests, and the answers to them.</summary>
    public ScriptedCancelRequests Cancels { get; } = new();

    /// <summary>Handles every action.</summary>
    public RecordingActionHandler Handler { get; } = new();

    /// <summary>The ids of the tasks that workers have taken, in their order.</summary>
    public IReadOnlyList<string> HandedOut => _handedOut;

    /// <summary>The time between two cycles: more than the poll interval, with its jitter.</summary>
    public TimeSpan Interval { get; } = TimeSpan.FromSeconds(12);

    /// <summary>The builder groups whose lists the workers drain.</summary>
    protected virtual IReadOnlyList<string> Groups => ["0"];

    /// <summary>These builds are listed from now on, and no others.</summary>
    public void List(params IEnumerable<BuildTask> builds) => _builds = [.. builds];

    /// <summary>These actions are listed from now on until they have a result.</summary>
    public void ListActions(params IEnumerable<ActionListing> actions)
    {
        ActionListing[] listed = [.. actions];
        lock (_lock)
        {
            _actions = listed;
        }

        _everListed = [.. _everListed, .. listed.Select(action => action.Id)];
    }

    /// <summary>Lets the interval pass and runs a cycle, and waits for the actions that it began.</summary>
    /// <exception cref="GrabberCrashedException">The grabber was stopped.</exception>
    public async Task CycleAsync()
    {
        var report = await TryCycleAsync();
        if (Points.CrashedAt is { } step)
        {
            throw new GrabberCrashedException(step);
        }

        if (!report.Ok)
        {
            throw new InvalidOperationException($"A cycle failed although nothing was stopped: {report.Error}", report.Error);
        }
    }

    /// <summary>Its user cancels a task: it is listed no more, its request is served, and the answer waited for.</summary>
    /// <param name="taskId">The task.</param>
    /// <exception cref="GrabberCrashedException">The grabber was stopped.</exception>
    public async Task CancelAsync(string taskId)
    {
        _builds = [.. _builds.Where(build => build.TaskId != taskId)];
        _cancelled.Add(taskId);
        Cancels.Request(taskId);
        // The frontend has the answer a little before the grabber knows it.
        if (!await ServeCancelsAsync(Deadline) || !await HoldsWithinAsync(() => Points.Passed.Contains($"after AnswerAsync of task {taskId}"), Deadline))
        {
            throw new TimeoutException($"the answer about task {taskId} did not come within {Deadline}");
        }

        if (Points.CrashedAt is { } step)
        {
            throw new GrabberCrashedException(step);
        }
    }

    /// <summary>Workers take this many tasks, or what there is.</summary>
    /// <param name="count">How many.</param>
    public async Task WorkAsync(int count)
    {
        for (var taken = 0; taken < count && await TakeAsync() is { } task; taken++)
        {
            _handedOut.Add(task.TaskId);
        }
    }

    /// <summary>
    /// Ends the grabber cleanly, as the hosted loop does: actions end, each outstanding report has one more try, and the lead is handed over.
    /// </summary>
    /// <exception cref="GrabberCrashedException">The grabber was stopped before its clean end.</exception>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            var patience = process.GetRequiredService<IOptions<CoprJobGrabOptions>>().Value.Loop.StopPatience;
            var stopping = process.GetRequiredService<ActionLanes>().StopAsync(patience, CancellationToken.None);
            await TimeLimit.HoldAsync(stopping, "the stop of the actions", Deadline);
            await TimeLimit.HoldAsync(Grabber().HandOverAsync(isClean: true, CancellationToken.None), "the hand-over", Deadline);
        }

        await KillAsync();
        if (Points.CrashedAt is { } step)
        {
            throw new GrabberCrashedException(step);
        }
    }

    /// <summary>Ends the grabber where it stands, and starts another one, whose steps are counted on.</summary>
    /// <exception cref="GrabberCrashedException">The grabber was stopped before.</exception>
    public async Task TakeOverAsync()
    {
        if (Points.CrashedAt is { } step)
        {
            throw new GrabberCrashedException(step);
        }

        await StartAsync(Points.Next());
    }

    /// <summary>Lets go of the store.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        await KillAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives a grabber that starts its queue, with the steps around it.</summary>
    /// <param name="builder">The parts of the grabber.</param>
    /// <param name="points">Its steps; <see cref="CrashPoints.Around(IBuildQueue)"/> puts them around a queue.</param>
    protected abstract void UseQueue(ICoprJobGrabBuilder builder, CrashPoints points);

    /// <summary>Takes the next element of a group's list as a worker does; null when there is none.</summary>
    /// <param name="groupId">The builder group.</param>
    protected abstract ValueTask<ReadOnlyMemory<byte>?> PopAsync(string groupId);

    /// <summary>Sets the options of a grabber that starts; by default the first of <see cref="Groups"/> takes every architecture.</summary>
    /// <param name="options">The options.</param>
    protected virtual void Configure(CoprJobGrabOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.AddGroup(Groups[0], "*");
    }

    /// <summary>Comes when a grabber has ended and before the next one starts: what takes long in a real world, such as the end of its lease.</summary>
    protected virtual ValueTask PassLongTimeAsync() => ValueTask.CompletedTask;

    /// <summary>How long anything may take that a grabber does, in real time.</summary>
    internal TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The steps of the grabber that runs now.</summary>
    internal CrashPoints Points { get; private set; } = new(0);

    internal async Task StartAsync(CrashPoints points)
    {
        await KillAsync();
        await PassLongTimeAsync();
        Points = points;
        Time.Advance(Interval);
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<TimeProvider>(Time);
        _source = new ActionsAfterCycle(points.Around(Source), points.Around(Reporter));
        services.AddSingleton<ITaskSource>(_source);
        services.AddSingleton<IFrontendReporter>(_source);
        services.AddSingleton(points.Around(Cancels));
        var builder = services.AddCoprJobGrab(Configure).AddActionHandler(points.Around(Handler));
        UseQueue(builder, points);
        _process = services.BuildServiceProvider();
    }

    internal async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            await TimeLimit.HoldAsync(process.DisposeAsync().AsTask(), "the end of the grabber", Deadline);
        }
    }

    internal async Task<CycleReport> TryCycleAsync()
    {
        Time.Advance(Interval);
        var grabber = Grabber();
        _source!.CycleBegins();
        var cycle = grabber.RunOnceAsync();
        await TimeLimit.HoldAsync(cycle, "a cycle", Deadline);
        _source.CycleEnds();
        await TimeLimit.HoldAsync(grabber.WhenActionsEndAsync(), "the actions of a cycle", Deadline);
        return await cycle;
    }

    /// <summary>
    /// Serves the cancel requests, and waits until each is answered, or the grabber stopped; false when that took longer.
    /// A try that failed is made again when the clock goes on.
    /// </summary>
    internal async Task<bool> ServeCancelsAsync(TimeSpan patience)
    {
        var serving = Grabber().ServeCancelRequestsAsync();
        await TimeLimit.HoldAsync(serving, "serving the cancel requests", Deadline);
        var report = await serving;
        return await HoldsWithinAsync(() => !report.Ok || UnansweredCancels.Count == 0, patience);
    }

    private async Task<bool> HoldsWithinAsync(Func<bool> holds, TimeSpan patience)
    {
        using var late = new CancellationTokenSource(patience, TimeProvider.System);
        while (Points.CrashedAt is null && !holds())
        {
            if (late.IsCancellationRequested)
            {
                return false;
            }

            await Task.Delay(Pause, TimeProvider.System);
        }

        return true;
    }

    internal IReadOnlyList<string> UnansweredCancels => [.. _cancelled.Except(Cancels.Taken.Items.Select(answer => answer.TaskId))];

    /// <summary>What users were told that is not so.</summary>
    internal IEnumerable<string> UntrueAnswers => Cancels.Taken.Items.Where(answer => answer.WasRunning != _handedOut.Contains(answer.TaskId))
        .Select(
            answer =>
                $"the user of task {answer.TaskId} was told that {(answer.WasRunning ? "a worker has it, and none has" : "no worker has it, and one has")}");

    /// <summary>What is claimed, as a new observation says.</summary>
    internal async Task<IReadOnlyList<string>> ClaimedAsync() =>
        [.. (await Grabber().PlanAsync()).Observed.Claims.Values.Where(claim => claim.State != ClaimState.Released).Select(claim => claim.TaskId)];

    internal IReadOnlyList<string> ListedIds => [.. _builds.Select(build => build.TaskId)];

    internal IReadOnlyList<long> UnreportedActions =>
    [
        .. _everListed.Distinct().Where(id => _actions.Any(action => action.Id == id) || !Reporter.Taken.Items.Any(report => report.ActionId == id))
    ];

    internal IReadOnlyList<long> UnhandledActions => [.. _everListed.Distinct().Except(Handler.Ended.Items)];

    private JobGrabber Grabber() => _process?.GetRequiredService<JobGrabber>()
        ?? throw new InvalidOperationException("The grabber has ended; a scenario that stops it must not ask it for more.");

    private async ValueTask<BuildTask?> TakeAsync()
    {
        foreach (var group in Groups)
        {
            if (await PopAsync(group) is { } element)
            {
                return BuildTask.Parse(RetaskEnvelope.Read(element).Data);
            }
        }

        return null;
    }
}
