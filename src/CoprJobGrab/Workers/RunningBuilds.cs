using System.Collections.Concurrent;

namespace CoprJobGrab.Workers;

/// <summary>
/// Renews the leases of a worker's builds, all of a group in one call: at every third of the lease, and soon after a hint, which may tell of a cancel.
/// </summary>
internal sealed class RunningBuilds(WorkerParts parts)
{
    private const int RenewalsPerLease = 3;
    private const int RetriesPerRenewal = 4;

    private static readonly TimeSpan BetweenRenewals = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<BuildRun, bool> _runs = [];
    private readonly ConcurrentDictionary<string, bool> _hinted = new(StringComparer.Ordinal);
    private readonly Wake _wake = new(parts.Time);
    private readonly Lock _gate = new();
    private Task<bool[]> _renewing = Task.FromResult<bool[]>([]);

    public bool IsPausing => _wake.IsPausing;

    public void Add(BuildRun run) => _runs[run] = true;

    /// <summary>
    /// Ends the renewals of a build, and waits for one that is under way. A renewal that reached the store after the claim had ended and the task was handed
    /// out again would take the task back for a build that nobody runs.
    /// </summary>
    public async Task RemoveAsync(BuildRun run)
    {
        Task renewing;
        lock (_gate)
        {
            _runs.TryRemove(run, out _);
            renewing = _renewing;
        }

        await renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Hint(string groupId)
    {
        if (_runs.Keys.Any(run => run.Build.GroupId == groupId))
        {
            _hinted[groupId] = true;
            _wake.Ring();
        }
    }

    public async Task RenewAsync(CancellationToken end)
    {
        var (time, every) = (parts.Time, parts.Options.Lease / RenewalsPerLease);
        var (last, pause) = (time.GetTimestamp(), every);
        while (true)
        {
            var before = time.GetTimestamp();
            await _wake.WaitAsync(pause, end).ConfigureAwait(false);
            if (BetweenRenewals - time.GetElapsedTime(last) is var soon && soon > TimeSpan.Zero)
            {
                await Task.Delay(soon, time, end).ConfigureAwait(false);
            }

            last = time.GetTimestamp();
            pause -= time.GetElapsedTime(before, last);
            var isDue = pause <= TimeSpan.Zero;
            Task<bool[]> renewing;
            lock (_gate)
            {
                renewing = _renewing = Task.WhenAll(_runs.Keys.Where(run => !run.IsLost).GroupBy(run => run.Build.GroupId)
                    .Where(group => _hinted.TryRemove(group.Key, out _) || isDue).Select(group => RenewAsync([.. group], end)));
            }

            var isGood = !Array.Exists(await renewing.ConfigureAwait(false), renewed => !renewed);
            pause = !isGood ? every / RetriesPerRenewal : isDue ? every : pause;
        }
    }

    private async Task<bool> RenewAsync(BuildRun[] runs, CancellationToken end)
    {
        // The caller holds the lock, and the queue may be a host's.
        await Task.Yield();
        var since = parts.Time.GetTimestamp();
        try
        {
            var renewed = await parts.Queue.RenewAsync([.. runs.Select(run => run.Build)], parts.Options.Lease, end).ConfigureAwait(false);
            for (var at = 0; at < runs.Length; at++)
            {
                runs[at].Renewed(renewed[at], new OwnLease(since, parts.Options.Lease));
            }

            return true;
        }
        catch (BuildQueueException fault)
        {
            parts.StoreFailed(fault);
            return false;
        }
    }
}
