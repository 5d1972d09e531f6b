using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace CoprJobGrab.Tests.Workers;

/// <summary>One worker over queues in memory, with a clock that the test moves on.</summary>
internal sealed class WorkerRig : IAsyncDisposable, IHostApplicationLifetime
{
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();
    private readonly InMemoryBuildQueue _leader;
    private readonly BuildWorkerService _worker;

    public WorkerRig(Action<BuildWorkerOptions>? configure = null, WorkerRig? beside = null, double random = 0)
    {
        var options = new BuildWorkerOptions { Name = "worker" };
        configure?.Invoke(options);
        if (options.Groups.Count == 0)
        {
            options.Groups.Add("0");
        }

        Clock = beside?.Clock ?? new WaitedClock();
        _leader = beside?._leader ?? new InMemoryBuildQueue(Clock, options.Groups);
        Queue = new ScriptedWorkerQueue(_leader.Workers);
        var events = new EventHub([Events], Clock);
        var handlers = new BuildHandlers(
            _services.GetRequiredService<IServiceScopeFactory>(), NullLoggerFactory.Instance, events,
            _ => (new FunctionBuildHandler(async (work, stop) =>
            {
                Works.Add(work);
                return await Handle(work, stop);
            }), false),
            options.Name);
        Parts = new WorkerParts(options, Queue, Reporter, handlers, events, TestPauses.Of(new ReportOptions()), Clock);
        _worker = new BuildWorkerService(Parts, this, () => random);
    }

    public WorkerParts Parts { get; }

    public WaitedClock Clock { get; }

    public ScriptedWorkerQueue Queue { get; }

    public ScriptedBuildReporter Reporter { get; } = new();

    public RecordingEventSink Events { get; } = new();

    /// <summary>What handlers were given.</summary>
    public Recording<BuildWork> Works { get; } = new();

    public Func<BuildWork, CancellationToken, Task<BuildOutcome>> Handle { get; set; } = (_, _) => Task.FromResult<BuildOutcome>(new BuildOutcome.Succeeded());

    /// <summary>How often the worker has ended its host.</summary>
    public Recording<bool> HostStops { get; } = new();

    public bool HostIsStopped => HostStops.Items.Count > 0;

    public CancellationToken ApplicationStarted => default;

    public CancellationToken ApplicationStopping => default;

    public CancellationToken ApplicationStopped => default;

    public void StopApplication() => HostStops.Add(true);

    public Task StartAsync() => _worker.StartAsync(CancellationToken.None);

    /// <summary>Starts with tasks in the queue of group 0.</summary>
    public async Task StartAsync(params string[] taskIds)
    {
        await EnqueueAsync("0", taskIds);
        await StartAsync();
    }

    public Task StopAsync(CancellationToken host = default) => _worker.StopAsync(host);

    public async Task EnqueueAsync(string groupId, params string[] taskIds) =>
        await _leader.ApplyAsync(Plans.Enqueue(await _leader.ObserveAsync(CancellationToken.None), groupId, taskIds), CancellationToken.None);

    public async Task CancelAsync(string taskId) =>
        await _leader.CommandAsync([ClaimCommand.Cancel(await ClaimAsync(taskId))], CancellationToken.None);

    /// <summary>Ends the claim as an operator does.</summary>
    public async Task ForgetAsync(string taskId) =>
        await _leader.CommandAsync([new ClaimCommand.End(await ClaimAsync(taskId), ReleaseReason.Forgotten)], CancellationToken.None);

    public async Task<Claim> ClaimAsync(string taskId) => (await _leader.ObserveAsync(CancellationToken.None)).Claims[taskId];

    /// <summary>Waits until the worker has ended this many claims, and gives why this one ended.</summary>
    public async Task<ReleaseReason?> ReleaseAsync(string taskId, int finishes = 1)
    {
        await Queue.WaitAsync("finish", finishes);
        return (await ClaimAsync(taskId)).ReleasedBecause;
    }

    /// <summary>Waits for what a worker tells of a task; any task where none is named.</summary>
    public Task<BuildChanged> WaitForAsync(BuildChange change, string? taskId = null) =>
        Events.WaitForAsync<BuildChanged>(changed => changed.Change == change && (taskId is null || changed.TaskId == taskId));

    /// <summary>A handler that ends when the test says so, or when it is told to stop.</summary>
    public TaskCompletionSource<BuildOutcome> Hold()
    {
        var outcome = new TaskCompletionSource<BuildOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        Handle = (_, stop) => outcome.Task.WaitAsync(stop);
        return outcome;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _worker.StopAsync(now.Token);
        _worker.Dispose();
        await _services.DisposeAsync();
    }
}
