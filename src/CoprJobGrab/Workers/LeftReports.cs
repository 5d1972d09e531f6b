using CoprJobGrab.Events;

namespace CoprJobGrab.Workers;

/// <summary>
/// Tells the reports that no worker tells, at the grabber that leads, beside the cycle. The queue is asked for them only when a claim whose build has ended has
/// been seen for so long that no worker will take its report over any more.
/// </summary>
internal sealed class LeftReports(Func<IWorkerQueue> queue, IBuildReporter reporter, EventHub events, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    // The lease counts from the store's writing, and from here by this process's clock.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private readonly string _teller = $"{Guid.NewGuid():N}";
    private readonly CancellationTokenSource _stop = new();
    private Dictionary<(string TaskId, Guid Urn, int Attempt), long> _ended = [];
    private long? _toldAt;
    private Task _telling = Task.CompletedTask;

    /// <summary>True when there is nobody to tell.</summary>
    public bool IsOff { get; init; }

    /// <summary>Looks for such claims, and begins to tell at most once a minute. Called in the cycle of a grabber that leads.</summary>
    public void Look(QueueState observed)
    {
        if (IsOff)
        {
            return;
        }

        var now = time.GetTimestamp();
        var ended = new Dictionary<(string, Guid, int), long>();
        var groups = new HashSet<string>(StringComparer.Ordinal);
        foreach (var claim in observed.Claims.Values.Where(claim => claim.IsEnded))
        {
            var name = (claim.TaskId, claim.Urn, claim.Attempt);
            ended[name] = _ended.GetValueOrDefault(name, now);
            if (time.GetElapsedTime(ended[name], now) >= Patience)
            {
                groups.Add(claim.GroupId);
            }
        }

        _ended = ended;
        if (groups.Count > 0 && _telling.IsCompleted && (_toldAt is not { } last || time.GetElapsedTime(last, now) >= Lease))
        {
            _toldAt = now;
            _telling = TellAsync([.. groups]);
        }
    }

    public void Dispose() => _stop.Cancel();

    private async Task TellAsync(IReadOnlyList<string> groups)
    {
        // What is left when the lease is over, another one may tell; the next time this one takes it again.
        using var late = new CancellationTokenSource(Lease - Margin, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _stop.Token);
        try
        {
            foreach (var untold in await queue().UntoldAsync(groups, _teller, Lease, ended.Token).ConfigureAwait(false))
            {
                ended.Token.ThrowIfCancellationRequested();
                await TellAsync(untold, ended.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The time is over, or the process stops.
        }
#pragma warning disable CA1031 // Nobody awaits it, and the event tells it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            events.Failed(GrabberStep.TaskEnds, fault, count: groups.Count);
        }
    }

    /// <summary>Tells one report and ends its claim; a failure costs no other report.</summary>
    private async Task TellAsync(EndedBuild untold, CancellationToken cancellationToken)
    {
        try
        {
            BuildRelease release = new BuildRelease.Finished();
            if (BuildReportText.Read(untold.Build, untold.Report) is { } report)
            {
                await reporter.EndedAsync(report, cancellationToken).ConfigureAwait(false);
                release = BuildEnd.ReleaseOf(report.Outcome);
            }
            else
            {
                events.Failed(GrabberStep.TaskEnds, Unreadable(untold.Build), count: 1);
            }

            await queue().FinishAsync([(untold.Build, release)], CancellationToken.None).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever a host's reporter throws costs this report only, and the event tells it.
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            events.Failed(GrabberStep.TaskEnds, fault, count: 1);
        }
    }

    private static BuildQueueException Unreadable(TakenBuild build) =>
        new($"The stored report of task {build.TaskId} in group {build.GroupId} cannot be read, so that nobody is told how the build ended; its claim ends.");
}
