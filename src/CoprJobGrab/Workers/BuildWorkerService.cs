using System.Collections.Concurrent;
using CoprJobGrab.Events;
using CoprJobGrab.Telemetry;
using Microsoft.Extensions.Hosting;

namespace CoprJobGrab.Workers;

/// <summary>
/// A hosted worker: takes as many builds as it can start now, and runs them.
/// Stops in two stages: first nothing new is taken, then, after <see cref="BuildWorkerOptions.Grace"/>, running builds are told to stop.
/// </summary>
/// <param name="parts">What the worker consists of.</param>
/// <param name="lifetime">Ends the host after a fault that nobody foresaw.</param>
/// <param name="random">Gives numbers from 0 up to 1, for the weights of groups.</param>
internal sealed class BuildWorkerService(WorkerParts parts, IHostApplicationLifetime lifetime, Func<double> random) : BackgroundService
{
    private static readonly TimeSpan ListenAgainAfter = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<BuildRun, Task> _running = [];
    private readonly ConcurrentDictionary<Task, bool> _going = [];
    private readonly CancellationTokenSource _graceIsOver = new();
    private readonly CancellationTokenSource _lastAttempt = new();
    private readonly CancellationTokenSource _giveUp = new();
    private readonly RunningBuilds _builds = new(parts);
    private readonly string[] _groups = [.. parts.Options.Groups];
    private readonly Wake _wake = new(parts.Time);
    private volatile int _hints;
    private volatile bool _mayBeMore;
    private volatile bool _listens;

    /// <summary>True while the worker waits for a hint or for the clock, and does nothing by itself. What runs, runs beside that.</summary>
    public bool IsPausing => _listens && _wake.IsPausing && _builds.IsPausing;

    /// <summary>True while a build runs, or its end is told.</summary>
    public bool IsBuilding => !_going.IsEmpty;

    private BuildWorkerOptions Options => parts.Options;

    private TimeProvider Time => parts.Time;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // Ends when everything is told, or when the host waits no longer.
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await _giveUp.CancelAsync().ConfigureAwait(false);
    }

    public override void Dispose()
    {
        _giveUp.Cancel();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_giveUp.Token);
        var teller = new ReportTeller(parts, _lastAttempt.Token, _giveUp.Token);
        var beside = Task.WhenAll(GuardAsync(_builds.RenewAsync, over.Token), GuardAsync(ListenAsync, over.Token));
        try
        {
            await GuardAsync(stop => TakeAsync(teller, stop), stoppingToken).ConfigureAwait(false);
        }
        finally
        {
            await DrainAsync().ConfigureAwait(false);
            await over.CancelAsync().ConfigureAwait(false);
            await beside.ConfigureAwait(false);
        }
    }

    private async Task GuardAsync(Func<CancellationToken, Task> step, CancellationToken end)
    {
        try
        {
            await step(end).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The host stops, and waits no longer for what is left.
        }
        catch (Exception)
        {
            // Nobody foresaw it. A host that goes on without its services would stand still unnoticed.
            Environment.ExitCode = 1;
            lifetime.StopApplication();
            throw;
        }
    }

    private async Task TakeAsync(ReportTeller teller, CancellationToken stop)
    {
        var (failures, askedForReports, hasLooked) = (0, (long?)null, false);
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var pause = Options.PollInterval;
            try
            {
                if (hasLooked && (askedForReports is not { } asked || Time.GetElapsedTime(asked) >= ReportTeller.Lease))
                {
                    (hasLooked, askedForReports) = (false, Time.GetTimestamp());
                    foreach (var telling in await teller.TakeOverAsync(_groups).ConfigureAwait(false))
                    {
                        Follow(GuardAsync(_ => telling, _giveUp.Token));
                    }

                    if (_mayBeMore && _running.Count < Options.Concurrency)
                    {
                        continue;
                    }
                }
                else
                {
                    hasLooked = true;
                    await TakeNowAsync(teller, stop).ConfigureAwait(false);
                }

                failures = 0;
                parts.StoreWorks();
            }
            catch (BuildQueueException fault)
            {
                parts.StoreFailed(fault);
                pause = parts.StorePauses.After(++failures, fault);
            }

            // When a slot is free again, that ends the pause.
            var isFull = failures == 0 && _running.Count >= Options.Concurrency;
            await _wake.WaitAsync(isFull ? ReportTeller.Lease : pause, stop).ConfigureAwait(false);
        }
    }

    private async Task TakeNowAsync(ReportTeller teller, CancellationToken stop)
    {
        // The builds that are ready to end do so first: what they leave is taken in one call.
        await Task.Yield();
        var free = Options.Concurrency - _running.Count;
        if (free <= 0)
        {
            return;
        }

        var hints = _hints;
        // What ends meanwhile makes room for more, should there be any.
        _mayBeMore = true;
        var lease = new OwnLease(Time.GetTimestamp(), Options.Lease);
        var taken = await parts.Queue.TakeAsync(Order(), free, Options.Lease, stop).ConfigureAwait(false);
        _mayBeMore = taken.Count == free || hints != _hints;
        // A take that waited for the store has left little of the lease. No build begins before it is known to be this worker's for longer.
        for (var failures = 0; taken.Count > 0 && lease.Left(Time) < Options.Lease / 2 && !stop.IsCancellationRequested;)
        {
            try
            {
                var renewed = new OwnLease(Time.GetTimestamp(), Options.Lease);
                taken = [.. (await parts.Queue.RenewAsync(taken, Options.Lease, _giveUp.Token).ConfigureAwait(false)).OfType<TakenBuild>()];
                (lease, failures) = (renewed, 0);
                parts.StoreWorks();
            }
            catch (BuildQueueException fault)
            {
                parts.StoreFailed(fault);
                await Task.Delay(parts.StorePauses.After(++failures, fault), Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        foreach (var build in taken)
        {
            Start(new BuildRun(parts, build, lease), teller, stop.IsCancellationRequested);
        }
    }

    private void Start(BuildRun run, ReportTeller teller, bool isTooLate)
    {
        parts.Tell(BuildChange.Taken, run.Build);
        if (isTooLate)
        {
            run.Stop(BuildStop.HostStops);
        }

        if (run.Build.IsCancelled)
        {
            run.Stop(BuildStop.Cancelled);
        }

        _builds.Add(run);
        var build = run.Build;
        var building = Spans.BuildAsync((build.GroupId, build.TaskId, build.Attempt, build.TraceParent), run.BuildAsync, static end => (
            TelemetryNames.Of(end.Change), end.Change is BuildChange.Failed or BuildChange.Unfit ? end.Text : null, end.Error));
        _running[run] = building;
        Follow(GuardAsync(_ => EndAsync(run, building, teller), _giveUp.Token));
    }

    private async Task EndAsync(BuildRun run, Task<BuildEnd> building, ReportTeller teller)
    {
        using (run)
        {
            var end = await building.ConfigureAwait(false);
            _running.TryRemove(run, out _);
            if (_mayBeMore)
            {
                _wake.Ring();
            }

            if (end is { Release: not null, Report: { } report })
            {
                var text = BuildReportText.Write(report);
                var (held, lease) = await teller.StoreAsync(() => new EndedBuild(run.Build, text)).ConfigureAwait(false);
                await _builds.RemoveAsync(run).ConfigureAwait(false);
                Ended(run, end, isOwn: held is not null);
                if (held is null)
                {
                    run.EndWords();
                    return;
                }

                await teller.TellAsync(new EndedBuild(held, text), report, lease, run.RunningTold).ConfigureAwait(false);
                return;
            }

            // A word under way must not come after those about the next attempt; but no frontend that hangs keeps a worker that stops from giving back.
            await run.RunningTold.WaitAsync(_graceIsOver.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            run.EndWords();
            await _builds.RemoveAsync(run).ConfigureAwait(false);
            Ended(run, end, end.Release is { } release && await teller.FinishAsync(() => run.Build, release).ConfigureAwait(false));
        }
    }

    private void Ended(BuildRun run, BuildEnd end, bool isOwn) =>
        parts.Tell(isOwn ? end.Change : BuildChange.Lost, run.Build, end.Text, end.Error, run.Elapsed);

    /// <summary>The groups as they are emptied: in their order, or drawn by their weights.</summary>
    private string[] Order() => Options.Weights.Count == 0
        ? _groups
        : [.. _groups.OrderBy(group => -Math.Log(1 - random()) / (Options.Weights.TryGetValue(group, out var weight) ? weight : 1))];

    private void Follow(Task going)
    {
        _going[going] = true;
        _ = going.ContinueWith(
            ended => _going.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Listens for hints; all is right without them, only later.</summary>
    private async Task ListenAsync(CancellationToken end)
    {
        for (var isTold = false; ;)
        {
            try
            {
                await using ((await parts.Queue.ListenAsync(Heard, end).ConfigureAwait(false)).ConfigureAwait(false))
                {
                    _listens = true;
                    await Task.Delay(Timeout.InfiniteTimeSpan, Time, end).ConfigureAwait(false);
                }
            }
            catch (BuildQueueException fault)
            {
                if (!isTold)
                {
                    parts.Failed(fault);
                }

                isTold = true;
                await Task.Delay(ListenAgainAfter, Time, end).ConfigureAwait(false);
            }
        }
    }

    private void Heard(string groupId)
    {
        _builds.Hint(groupId);
        if (Array.IndexOf(_groups, groupId) >= 0)
        {
            Interlocked.Increment(ref _hints);
            _mayBeMore = true;
            _wake.Ring();
        }
    }

    private async Task DrainAsync()
    {
        await Task.WhenAll(_running.Values).WaitAsync(Options.Grace, Time, _giveUp.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _graceIsOver.CancelAsync().ConfigureAwait(false);
        foreach (var run in _running.Keys)
        {
            run.Stop(BuildStop.HostStops);
        }

        await Task.WhenAll(_running.Values).WaitAsync(_giveUp.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _lastAttempt.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_going.Keys).WaitAsync(_giveUp.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
