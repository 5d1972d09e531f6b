using CoprJobGrab.Actions;
using CoprJobGrab.Events;
using CoprJobGrab.Routing;
using Microsoft.Extensions.Hosting;

namespace CoprJobGrab.Hosting;

/// <summary>
/// The hosted loop: a cycle, a pause, and so on; whatever a cycle meets, the pause and the next cycle follow.
/// Where the store of the queues was away, its return ends the pause. Beside it, in the same way, the cancel requests, and topping up what was held.
/// Stops in two stages: first nothing new is taken, then, after <see cref="LoopOptions.StopPatience"/>, running actions are told to stop.
/// </summary>
internal sealed class JobGrabService(
    JobGrabber grabber,
    ActionLanes actions,
    BuilderGroups groups,
    EventHub events,
    LoopOptions loop,
    StoreReturns storeReturns,
    IHostApplicationLifetime lifetime,
    TimeProvider time)
    : BackgroundService
{
    private static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(5);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await actions.StopAsync(loop.StopPatience, cancellationToken).ConfigureAwait(false);
        await HandOverAsync(cancellationToken).ConfigureAwait(false);
        events.Emit(new GrabberStopped());
        await events.FlushAsync(FlushPatience, cancellationToken).ConfigureAwait(false);
    }

    private async Task HandOverAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Actions that still run must be told of, however little time the host gives: the container would hand the lead over as clean.
            await grabber.HandOverAsync(isClean: !actions.LeftRunning, actions.LeftRunning ? CancellationToken.None : cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host waits no longer; the container hands the lead over, or the lease runs out.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        events.Emit(new GrabberStarted([.. groups.All.Select(group => group.Id)], grabber.SourceText, grabber.QueueText));
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAll(
            RunAsync(RunCyclesAsync, ended), RunAsync(TopUpAsync, ended), RunAsync(ServeCancelsAsync, ended)).ConfigureAwait(false);
    }

    /// <summary>Runs one of the loops until the host stops or the cycles have ended.</summary>
    private async Task RunAsync(Func<CancellationTokenSource, Task> loop, CancellationTokenSource ended)
    {
        try
        {
            await loop(ended).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The host stops, and StopAsync does the rest; or the cycles have ended.
        }
        catch (Exception)
        {
            // Nobody foresaw it. A host that goes on without its services would stand still unnoticed.
            Fail();
            await ended.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task RunCyclesAsync(CancellationTokenSource ended)
    {
        var pace = new LoopPace(loop, Random.Shared.NextDouble);
        for (var cycles = 1L; ; cycles++)
        {
            // This is taken before the cycle, so that a return while the cycle fails counts.
            var isBack = storeReturns.Next;
            var report = await grabber.RunOnceAsync(ended.Token).ConfigureAwait(false);
            if (report.Error is SetupException)
            {
                // The cycle's event has said why.
                Fail();
                await ended.CancelAsync().ConfigureAwait(false);
                return;
            }

            if (cycles == loop.MaxCycles)
            {
                break;
            }

            await PauseAsync(pace.After(report), report.Error, isBack, ended.Token).ConfigureAwait(false);
        }

        await actions.WhenIdleAsync(ended.Token).ConfigureAwait(false);
        lifetime.StopApplication();
        await ended.CancelAsync().ConfigureAwait(false);
    }

    /// <summary>Ends the host. One that returns no exit code of its own ends with this one.</summary>
    private void Fail()
    {
        Environment.ExitCode = 1;
        lifetime.StopApplication();
    }

    private async Task TopUpAsync(CancellationTokenSource ended)
    {
        while (true)
        {
            await Task.Delay(loop.TopUpInterval, time, ended.Token).ConfigureAwait(false);
            await grabber.TopUpAsync(ended.Token).ConfigureAwait(false);
        }
    }

    private async Task ServeCancelsAsync(CancellationTokenSource ended)
    {
        if (!grabber.ServesCancels)
        {
            return;
        }

        var pace = new LoopPace(loop, Random.Shared.NextDouble, loop.CancelInterval);
        while (true)
        {
            var isBack = storeReturns.Next;
            var report = await grabber.ServeCancelRequestsAsync(ended.Token).ConfigureAwait(false);
            await PauseAsync(pace.After(report), report.Error, isBack, ended.Token).ConfigureAwait(false);
        }
    }

    private async Task PauseAsync(TimeSpan pause, Exception? error, Task isBack, CancellationToken stop)
    {
        if (error is not BuildQueueException)
        {
            await Task.Delay(pause, time, stop).ConfigureAwait(false);
            return;
        }

        // The end of the pause is no failure.
        await isBack.WaitAsync(pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.ThrowIfCancellationRequested();
    }
}
