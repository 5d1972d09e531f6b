using System.Collections.Concurrent;
using CoprJobGrab.Calls;
using CoprJobGrab.Events;

namespace CoprJobGrab.Workers;

/// <summary>
/// Ends claims: stores how a build ended, tells it until it is taken, and removes the report with the claim. Each worker has one, and each leader.
/// What it does not come to before it is given up stays in the store, and another process tells it.
/// </summary>
/// <param name="parts">What it tells by.</param>
/// <param name="lastAttempt">Ends the pauses; each report is told once more.</param>
/// <param name="giveUp">Ends everything.</param>
internal sealed class ReportTeller(TellerParts parts, CancellationToken lastAttempt, CancellationToken giveUp)
{
    /// <summary>How long a report is left to whoever tells it.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LeastLeft = Lease / 2;
    private static readonly TimeSpan LongestWait = Lease / 4;

    private readonly ConcurrentDictionary<(string GroupId, string TaskId), bool> _telling = [];
    private readonly ConcurrentDictionary<string, GroupCalls> _groups = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, bool> _unreadable = [];
    private readonly string _teller = $"{Guid.NewGuid():N}";

    /// <summary>Takes over the reports of the groups whose tellers are gone.</summary>
    /// <returns>Each ends when its report is told or given up.</returns>
    public async Task<IReadOnlyList<Task>> TakeOverAsync(IReadOnlyList<string> groupIds)
    {
        var lease = new OwnLease(parts.Time.GetTimestamp(), Lease);
        var tellings = new List<Task>();
        foreach (var untold in await parts.Queue.UntoldAsync(groupIds, _teller, Lease, giveUp).ConfigureAwait(false))
        {
            if (BuildReportText.Read(untold.Build, untold.Report) is { } report)
            {
                tellings.Add(TellAsync(untold, report, lease, Task.CompletedTask));
            }
            else if (_unreadable.TryAdd(untold.Build.Urn, true))
            {
                parts.Failed(new BuildQueueException(
                    $"The stored report of task {untold.Build.TaskId} in group {untold.Build.GroupId} cannot be read, and stays in the store; "
                        + "upgrade this process, or start a worker of the version that stored it."));
            }
        }

        return tellings;
    }

    /// <summary>Tells a report until it is taken, and keeps the lease on it meanwhile; ends the claim then.</summary>
    /// <param name="ended">The build, and its report as it is stored.</param>
    /// <param name="report">The report.</param>
    /// <param name="lease">The lease on it.</param>
    /// <param name="before">The word about the task that is still under way.</param>
    public async Task TellAsync(EndedBuild ended, BuildReport report, OwnLease lease, Task before)
    {
        if (!_telling.TryAdd((report.GroupId, report.TaskId), true))
        {
            return;
        }

        try
        {
            var (failures, rest) = (0, TimeSpan.Zero);
            while (true)
            {
                if (lease.Left(parts.Time) < LeastLeft)
                {
                    (var held, lease) = await StoreAsync(() => ended).ConfigureAwait(false);
                    if (held is null)
                    {
                        return;
                    }

                    ended = ended with { Build = held };
                }

                if (!before.IsCompleted)
                {
                    await before.WaitAsync(LongestWait, parts.Time, giveUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    giveUp.ThrowIfCancellationRequested();
                    continue;
                }

                if (rest > TimeSpan.Zero && !lastAttempt.IsCancellationRequested)
                {
                    var wait = rest < LongestWait ? rest : LongestWait;
                    rest -= wait;
                    await Task.Delay(wait, parts.Time, lastAttempt).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    continue;
                }

                var isLast = lastAttempt.IsCancellationRequested;
                var call = new TimedCall(parts.Time, giveUp);
                if (await call.TryAsync(token => parts.Reporter.EndedAsync(report, token).AsTask(), lease.Left(parts.Time)).ConfigureAwait(false)
                    is not { } error)
                {
                    break;
                }

                rest = isLast ? TimeSpan.Zero : parts.Pauses.After(++failures, error);
                parts.Events.NotTaken(ReportKind.Build, report.TaskId, error, rest);
                if (isLast || giveUp.IsCancellationRequested)
                {
                    return;
                }
            }

            await FinishAsync(() => ended.Build, BuildEnd.ReleaseOf(report.Outcome)).ConfigureAwait(false);
        }
        finally
        {
            _telling.TryRemove((report.GroupId, report.TaskId), out _);
        }
    }

    /// <summary>Stores that a build has ended, or renews the lease on its report.</summary>
    public Task<(TakenBuild? Held, OwnLease Lease)> StoreAsync(Func<EndedBuild> ended) => UntilAnsweredAsync(async () =>
    {
        var build = ended();
        var lease = new OwnLease(parts.Time.GetTimestamp(), Lease);
        return (await Group(build.Build).Ends.AddAsync(build).ConfigureAwait(false), lease);
    });

    /// <summary>Ends a claim, and removes the report.</summary>
    /// <returns>False when another worker has the task by now, or another process tells its report.</returns>
    public Task<bool> FinishAsync(Func<TakenBuild> build, BuildRelease release) =>
        UntilAnsweredAsync(() => Group(build()).Finishes.AddAsync((build(), release)));

    /// <summary>Calls the store until it answers: it refuses by itself what comes too late.</summary>
    private async Task<T> UntilAnsweredAsync<T>(Func<Task<T>> call)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                var answer = await call().ConfigureAwait(false);
                parts.StoreWorks();
                return answer;
            }
            catch (BuildQueueException fault)
            {
                parts.StoreFailed(fault);
                await Task.Delay(parts.StorePauses.After(failures), parts.Time, giveUp).ConfigureAwait(false);
            }
        }
    }

    private GroupCalls Group(TakenBuild build) => _groups.GetOrAdd(build.GroupId, _ => new GroupCalls(
        new(ends => parts.Queue.EndAsync(ends, _teller, Lease, giveUp)), new(ends => parts.Queue.FinishAsync(ends, giveUp))));

    private sealed record GroupCalls(Batches<EndedBuild, TakenBuild?> Ends, Batches<(TakenBuild Build, BuildRelease Release), bool> Finishes);
}
