using System.Runtime.CompilerServices;
using CoprJobGrab.Actions;
using CoprJobGrab.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CoprJobGrab.Testing;

/// <summary>
/// A grabber as a host wires it, on a fake clock and without its loop: the lists are what the test says, the queues are in memory, and handlers,
/// reports and events are recorded. Workers that are added take what a cycle hands out.
/// </summary>
public sealed class CoprJobGrabHarness : IAsyncDisposable
{
    // How long nothing must happen until what still runs counts as waiting for the clock or for the test.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(1);
    // Most work is done within so many turns of the thread pool; a timer would take longer than that.
    private const int LooksInTurn = 50;

    private readonly CountingClock _clock = new();
    private readonly InMemoryBuildQueue _memory;
    private readonly InterruptibleQueue _queue;
    private readonly ScriptedTaskSource _source;
    private readonly ServiceProvider _services;
    private readonly List<BuildWorkerService> _workers = [];
    private volatile Func<IEnumerable<BuildTask>> _builds = () => [];
    private volatile Func<IEnumerable<ActionListing>> _actions = () => [];
    private Task _actionsEnd = Task.CompletedTask;
    private int _movesAtRest = -1;

    /// <summary>Makes the grabber. It does nothing until it is told.</summary>
    /// <param name="configure">Sets the options; by default there is one builder group, <c>0</c>, which takes every architecture.</param>
    /// <param name="parts">
    /// Replaces and adds parts, as a host does. Where it replaces the queue, <see cref="Queue"/> and <see cref="Pop"/> throw; where it replaces the source,
    /// <see cref="Source"/>, <see cref="List"/> and <see cref="ListActions(IEnumerable{ActionListing})"/>: the grabber would not hear of what they do.
    /// </param>
    public CoprJobGrabHarness(Action<CoprJobGrabOptions>? configure = null, Action<ICoprJobGrabBuilder>? parts = null)
    {
        configure ??= options => options.AddGroup("0", "*");
        var options = new CoprJobGrabOptions();
        configure(options);
        _memory = new InMemoryBuildQueue(Time, options.Groups.Select(group => group.Id));
        _queue = new InterruptibleQueue(_memory);
        _source = new ScriptedTaskSource
        {
            OnFetch = _ => ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete([.. _builds()])) { Actions = SomeAction.List(_actions()) }),
        };

        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<ITaskSource>(_source);
        services.AddSingleton<IBuildQueue>(_queue);
        services.AddSingleton<IFrontendReporter>(Reporter);
        services.AddSingleton<ICancelRequests>(Cancels);
        services.AddSingleton(_memory.Workers);
        services.AddSingleton<IBuildReporter>(new BuildReporter(this));
        services.AddSingleton<IHostApplicationLifetime>(new Lifetime());
        var builder = services.AddCoprJobGrab(configure).AddEventSink(Events);
        parts?.Invoke(builder);
        if (!services.Any(service => service.ServiceType == typeof(ActionHandlerRegistration)))
        {
            builder.AddActionHandler(Handler);
        }

        _services = services.BuildServiceProvider();
        Grabber = _services.GetRequiredService<JobGrabber>();
        if (parts is not null)
        {
            _workers.AddRange(_services.GetServices<IHostedService>().OfType<BuildWorkerService>());
            // It begins beside the test, and the first cycle waits for that.
            _workers.ForEach(worker => _ = worker.StartAsync(CancellationToken.None));
        }
    }

    /// <summary>The only clock of the grabber and its queue.</summary>
    public FakeTimeProvider Time => _clock;

    /// <summary>
    /// Gives the lists.
    /// What it answers can be scripted; by default it is what <see cref="List"/> and <see cref="ListActions(IEnumerable{ActionListing})"/> said.
    /// </summary>
    /// <exception cref="InvalidOperationException">The grabber has another source.</exception>
    public ScriptedTaskSource Source => Own<ITaskSource, ScriptedTaskSource>(_source);

    /// <summary>The queues in memory, which fail when they are told to.</summary>
    /// <exception cref="InvalidOperationException">The grabber has another queue.</exception>
    public InterruptibleQueue Queue => Own<IBuildQueue, InterruptibleQueue>(_queue);

    /// <summary>Handles every action, unless <c>parts</c> added a handler.</summary>
    public RecordingActionHandler Handler { get; } = new();

    /// <summary>Takes the results.</summary>
    public RecordingReporter Reporter { get; } = new();

    /// <summary>The users' cancel requests, and the answers to them.</summary>
    public ScriptedCancelRequests Cancels { get; } = new();

    /// <summary>What workers have told of builds that have ended, unless <c>parts</c> replaced the build reporter.</summary>
    public Recording<BuildReport> BuildReports { get; } = new();

    /// <summary>Every event, told in the moment in which it happens.</summary>
    public RecordingEventSink Events { get; } = new();

    /// <summary>The grabber.</summary>
    public JobGrabber Grabber { get; }

    /// <summary>The container, for parts that the test needs besides.</summary>
    public IServiceProvider Services => _services;

    /// <summary>These builds are listed from now on, each until <see cref="BuildReports"/> has its end, and no others.</summary>
    /// <param name="builds">The builds.</param>
    /// <exception cref="InvalidOperationException">The grabber has another source.</exception>
    public void List(params IEnumerable<BuildTask> builds)
    {
        _ = Source;
        var (listed, before) = (builds.ToList(), BuildReports.Count);
        _builds = () => listed.ExceptBy(BuildReports.Items.Skip(before).Select(report => report.TaskId), build => build.TaskId);
    }

    /// <summary>These actions are listed from now on, each until <see cref="Reporter"/> has taken its result, and no others.</summary>
    /// <param name="actions">The actions.</param>
    /// <exception cref="InvalidOperationException">The grabber has another source.</exception>
    [OverloadResolutionPriority(1)] // ListActions() ends the list.
    public void ListActions(params IEnumerable<ActionListing> actions)
    {
        _ = Source;
        var (listed, before) = (actions.ToList(), Reporter.Taken.Count);
        _actions = () => listed.ExceptBy(Reporter.Taken.Items.Skip(before).Select(report => report.ActionId), action => action.Id);
    }

    /// <summary>These actions are listed with their records from now on, each until <see cref="Reporter"/> has taken its result, and no others.</summary>
    /// <param name="actions">The records.</param>
    /// <exception cref="InvalidOperationException">The grabber has another source.</exception>
    public void ListActions(params ActionTask[] actions) => ListActions(actions.Select(action => new ActionListing(action.Id) { Record = action }));

    /// <summary>Runs one cycle. A failure is in the report and not thrown.</summary>
    public async Task<CycleReport> RunCycleAsync()
    {
        await UntilAsync(() => _workers.TrueForAll(worker => worker.IsPausing));
        return await Grabber.RunOnceAsync();
    }

    /// <summary>
    /// Serves the cancel requests once.
    /// A failure is in the report and not thrown; the answers are told beside that, and <see cref="ScriptedCancelRequests.Taken"/> lets a test wait for them.
    /// </summary>
    public Task<CancelReport> RunCancelsAsync() => Grabber.ServeCancelRequestsAsync();

    /// <summary>
    /// Lets time pass as the hosted loop spends it: a cycle at the end of each <see cref="LoopOptions.Interval"/>, the cancel requests at the end of each
    /// <see cref="LoopOptions.CancelInterval"/>, and a look at what is held at the end of each <see cref="LoopOptions.TopUpInterval"/>; without jitter,
    /// and with no longer pause after a failure. Each interval begins with the call.
    /// Before the clock goes on, and at the end, the actions and builds come to rest: handlers end, and their results are reported.
    /// A handler or a report that waits for the clock or for the test is left waiting.
    /// </summary>
    /// <param name="time">How much.</param>
    /// <returns>The reports of the cycles; none when the time is shorter than the interval.</returns>
    public async Task<IReadOnlyList<CycleReport>> AdvanceAsync(TimeSpan time)
    {
        var loop = _services.GetRequiredService<IOptions<CoprJobGrabOptions>>().Value.Loop;
        var (nextCycle, nextCancels, nextTopUp) = (loop.Interval, loop.CancelInterval, loop.TopUpInterval);
        var passed = TimeSpan.Zero;
        var reports = new List<CycleReport>();
        while (new[] { nextCycle, nextCancels, nextTopUp }.Min() is var next && next <= time)
        {
            Time.Advance(next - passed);
            passed = next;
            if (next == nextCancels)
            {
                await RunCancelsAsync();
                nextCancels += loop.CancelInterval;
            }

            if (next == nextTopUp)
            {
                await Grabber.TopUpAsync();
                nextTopUp += loop.TopUpInterval;
            }

            if (next == nextCycle)
            {
                reports.Add(await RunCycleAsync());
                nextCycle += loop.Interval;
            }

            await RestAsync();
        }

        Time.Advance(time - passed);
        _movesAtRest = -1;
        await RestAsync();
        return reports;
    }

    /// <summary>Takes the next task of a builder group as a worker does that gives no sign; null when none waits.</summary>
    /// <param name="groupId">The builder group.</param>
    /// <exception cref="InvalidOperationException">The grabber has another queue.</exception>
    public BuildTask? Pop(string groupId = "0")
    {
        _ = Queue;
        return _memory.TryPop(groupId, out var envelope) ? BuildTask.Parse(RetaskEnvelope.Read(envelope).Data) : null;
    }

    /// <summary>Ends the grabber as a host does: running actions are cancelled, events flushed.</summary>
    public ValueTask DisposeAsync() => _services.DisposeAsync();

    /// <summary>Waits until no action and no build runs or is being reported, or nothing has moved for a while.</summary>
    private async Task RestAsync()
    {
        // What the cycle or the clock has posted takes effect.
        await _services.GetRequiredService<ActionLanes>().CountAsync();
        if (_actionsEnd.IsCompleted)
        {
            _actionsEnd = Grabber.WhenActionsEndAsync();
        }

        while (true)
        {
            await UntilAsync(() => _workers.TrueForAll(worker => worker.IsPausing));
            // What waits, waits on until one of these numbers changes: a long time with a handler that hangs is not a wait at each step.
            var moves = _clock.Fired + Events.OfActions + Events.OfBuilds + BuildReports.Count + _source.AskedRecords.Count;
            if (!IsBusy() || moves == _movesAtRest)
            {
                return;
            }

            _movesAtRest = moves;
            await UntilAsync(() => !IsBusy());
        }

        bool IsBusy() => !_actionsEnd.IsCompleted || _workers.Exists(worker => worker.IsBuilding);
    }

    private static async Task UntilAsync(Func<bool> isTrue)
    {
        var (time, since) = (TimeProvider.System, TimeProvider.System.GetTimestamp());
        for (var looks = 0; !isTrue() && time.GetElapsedTime(since) < Quiet; looks++)
        {
            await (looks < LooksInTurn ? Task.CompletedTask : Task.Delay(BetweenLooks, time)).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }

    /// <summary>The harness's own part, which must be the one that the grabber has.</summary>
    private TPart Own<TSeam, TPart>(TPart own) where TSeam : class where TPart : class, TSeam =>
        _services.GetRequiredService<TSeam>() is var used && ReferenceEquals(used, own)
            ? own
            : throw new InvalidOperationException(
                $"The test's parts put {used.GetType().Name} in the place of the harness's own {typeof(TSeam).Name}, "
                    + $"so that the grabber does not hear of what is done with that one. Fill, read and break {used.GetType().Name} itself.");

    /// <summary>Lets each build start, and records its end.</summary>
    private sealed class BuildReporter(CoprJobGrabHarness harness) : IBuildReporter
    {
        public bool TellsOfGivingBack => false;

        public ValueTask<BuildStart> StartAsync(TakenBuild build, CancellationToken cancellationToken) => ValueTask.FromResult<BuildStart>(new BuildStart.Go());

        public ValueTask RunningAsync(TakenBuild build, ReadOnlyMemory<byte> json, DateTimeOffset startedAt, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;

        public ValueTask EndedAsync(BuildReport report, CancellationToken cancellationToken)
        {
            harness.BuildReports.Add(report);
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>A host that nobody stops.</summary>
    private sealed class Lifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }

    /// <summary>Counts what it has woken.</summary>
    private sealed class CountingClock() : FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
        private int _fired;

        public int Fired => Volatile.Read(ref _fired);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(
            inner =>
            {
                Interlocked.Increment(ref _fired);
                callback(inner);
            },
            state, dueTime, period);
    }
}
