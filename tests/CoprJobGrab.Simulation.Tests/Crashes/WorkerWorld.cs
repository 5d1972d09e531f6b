using System.Globalization;
using CoprJobGrab.Simulation.Tests.Schedules;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace CoprJobGrab.Simulation.Tests.Crashes;

/// <summary>What outlives a worker that dies: the leader, the queues, the clock, and the frontend, which notes each word.</summary>
internal sealed class WorkerWorld : IBuildReporter, IHostApplicationLifetime, IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(20);

    private const int MostSteps = 60;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);

    // A step of the clock waits so long, by the real clock, for the work that it has set going. Work that has not come by then comes with a later step.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(30);

    private readonly Lock _lock = new();
    private readonly List<string> _words = [];
    private readonly HashSet<string> _running = [];
    private readonly HashSet<string> _ended = [];
    private readonly string[] _tasks;
    private int _building;
    private readonly Func<IWorkerQueue, IWorkerQueue> _fault;
    private readonly CoprJobGrabHarness _harness;

    /// <param name="tasks">What is listed.</param>
    /// <param name="listsRunning">False for a frontend of 2014 to 2016.</param>
    /// <param name="redis">Where the queues are; null for memory.</param>
    /// <param name="fault">Puts a faulty queue before that of the workers.</param>
    public WorkerWorld(string[] tasks, bool listsRunning, IConnectionMultiplexer? redis = null, Func<IWorkerQueue, IWorkerQueue>? fault = null)
    {
        (_tasks, TellsOfGivingBack, _fault) = (tasks, !listsRunning, fault ?? (queue => queue));
        _harness = new CoprJobGrabHarness(parts: builder =>
        {
            builder.Services.AddSingleton<IBuildReporter>(this);
            if (redis is not null)
            {
                builder.UseRedis(_ => ChangedScripts.Of(redis, AtOwnTime));
            }
        });
        _harness.Source.OnFetch = _ => ValueTask.FromResult(
            new TaskSnapshot(new Listing<BuildTask>.Complete([.. Listed().Select(id => Plans.Task(id))])) { ListsRunningTasks = listsRunning });
        _harness.Reporter.OnReschedule = (build, _) =>
        {
            lock (_lock)
            {
                _running.Remove(build.TaskId!);
            }

            return ValueTask.CompletedTask;
        };
    }

    public bool TellsOfGivingBack { get; }

    private TimeProvider Time => _harness.Time;

    public CancellationToken ApplicationStarted => default;

    public CancellationToken ApplicationStopping => default;

    public CancellationToken ApplicationStopped => default;

    /// <summary>
    /// Each word of a worker, as <c>start a 1</c> with its attempt, <c>running a</c> or <c>end a</c>, and <c>stored a</c> when an end is stored.
    /// </summary>
    private string[] Words
    {
        get
        {
            lock (_lock)
            {
                return [.. _words];
            }
        }
    }

    private bool HaveAllEnded
    {
        get
        {
            lock (_lock)
            {
                return _ended.Count == _tasks.Length;
            }
        }
    }

    /// <summary>A worker with one slot, which runs from now on.</summary>
    public async Task<BuildWorkerService> StartAsync(WorkerSteps steps, Func<BuildWork, CancellationToken, ValueTask<BuildOutcome>> handle)
    {
        var options = new BuildWorkerOptions { Name = "worker", Groups = { "0" } };
        var events = _harness.Services.GetRequiredService<EventHub>();
        var handlers = new BuildHandlers(
            _harness.Services.GetRequiredService<IServiceScopeFactory>(), NullLoggerFactory.Instance, events, _ => (new FunctionBuildHandler(handle), false),
            options.Name);
        var queue = new WorkerSteps.Queue(_fault(_harness.Services.GetRequiredService<IWorkerQueue>()), steps, NoteStored);
        var worker = new BuildWorkerService(
            new WorkerParts(options, queue, new WorkerSteps.Reporter(this, steps), handlers, events, TestPauses.Of(new ReportOptions()), Time), this, () => 0);
        await worker.StartAsync(CancellationToken.None);
        return worker;
    }

    /// <summary>Builds for a while.</summary>
    public async Task BuildAsync(TimeSpan time, CancellationToken stop)
    {
        Interlocked.Increment(ref _building);
        try
        {
            await Task.Delay(time, Time, stop);
        }
        finally
        {
            Interlocked.Decrement(ref _building);
        }
    }

    /// <summary>Ends a worker where it stands.</summary>
    public static async Task KillAsync(BuildWorkerService worker)
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await worker.StopAsync(now.Token);
        worker.Dispose();
    }

    /// <summary>
    /// Lets the clock go on, and the leader and the worker with it, until everything has ended or <paramref name="isOver"/>; false when it never does.
    /// </summary>
    public async Task<bool> RunAsync(BuildWorkerService worker, Func<bool> isOver)
    {
        for (var step = 0; step < MostSteps; step++)
        {
            await _harness.AdvanceAsync(Step);
            for (var since = TimeProvider.System.GetTimestamp(); !worker.IsPausing || (worker.IsBuilding && Volatile.Read(ref _building) == 0);)
            {
                if (isOver() || TimeProvider.System.GetElapsedTime(since) > Quiet)
                {
                    break;
                }

                await Task.Delay(Look, TimeProvider.System);
            }

            if (isOver() || (HaveAllEnded && !worker.IsBuilding && await IsEmptyAsync()))
            {
                return true;
            }
        }

        return false;
    }

    public bool HasHeardEndOf(string id) => Words.Contains($"end {id}");

    /// <summary>The rules that are broken when everything has ended.</summary>
    /// <param name="mayBeTwice">The tasks whose end may have been told twice.</param>
    /// <param name="interruptions">How often an attempt may start again, because an interrupted one does not count.</param>
    public IEnumerable<string> Violations(IReadOnlyCollection<string> mayBeTwice, int interruptions)
    {
        var words = Words;
        foreach (var id in _tasks)
        {
            var ends = words.Count(word => word == $"end {id}");
            if (ends != 1 && (ends != 2 || !mayBeTwice.Contains(id)))
            {
                yield return $"the end of {id} was told {ends} times";
            }

            var late = words.SkipWhile(word => word != $"stored {id}").ToList();
            if (late.Exists(word => word.StartsWith($"start {id} ", StringComparison.Ordinal)))
            {
                yield return $"{id} started after its end was stored";
            }

            if (late.SkipWhile(word => word != $"end {id}").Contains($"running {id}"))
            {
                yield return $"{id} was said to run after its end";
            }
        }

        var starts = words.Where(word => word.StartsWith("start ", StringComparison.Ordinal)).CountBy(word => word);
        foreach (var start in starts.Where(start => start.Value > 1 + interruptions))
        {
            yield return $"there were {start.Value} times '{start.Key}'";
        }
    }

    public ValueTask<BuildStart> StartAsync(TakenBuild build, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _words.Add($"start {build.TaskId} {build.Attempt}");
            _running.Add(build.TaskId);
        }

        return ValueTask.FromResult<BuildStart>(new BuildStart.Go());
    }

    public ValueTask RunningAsync(TakenBuild build, ReadOnlyMemory<byte> json, DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _words.Add($"running {build.TaskId}");
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask EndedAsync(BuildReport report, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (report.Outcome is BuildOutcome.Succeeded or BuildOutcome.Failed)
            {
                _words.Add($"end {report.TaskId}");
                _ended.Add(report.TaskId);
            }
            else
            {
                _running.Remove(report.TaskId);
            }
        }

        return ValueTask.CompletedTask;
    }

    public void StopApplication() => throw new InvalidOperationException("A worker wants to end its host.");

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    /// <summary>A script that reads this world's clock, and not that of Redis.</summary>
    private string AtOwnTime(string script)
    {
        var now = Time.GetUtcNow();
        return script.Replace(
            "redis.call('TIME')",
            string.Create(CultureInfo.InvariantCulture, $"{{'{now.ToUnixTimeSeconds()}', '{now.Millisecond}000'}}"),
            StringComparison.Ordinal);
    }

    private void NoteStored(EndedBuild ended)
    {
        if (BuildReportText.Read(ended.Build, ended.Report)!.Outcome is BuildOutcome.Succeeded or BuildOutcome.Failed)
        {
            lock (_lock)
            {
                _words.Add($"stored {ended.Build.TaskId}");
            }
        }
    }

    private List<string> Listed()
    {
        lock (_lock)
        {
            return [.. _tasks.Where(id => !_ended.Contains(id) && !(TellsOfGivingBack && _running.Contains(id)))];
        }
    }

    private async Task<bool> IsEmptyAsync() => (await _harness.Grabber.PlanAsync()).Observed.Claims.Count == 0;
}
