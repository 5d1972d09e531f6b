using CoprJobGrab.Events;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CoprJobGrab.Hosting;

/// <summary>
/// The health of a grabber, judged by what it remembers: when the last poll succeeded, how long the last ones took, from when a queue has not moved, and which
/// reports the frontend does not take. Written by whoever tells the events, read by the health checks, which ask nobody and so never wait.
/// Time is what passes, so that no setting of a clock makes it ill.
/// </summary>
internal sealed class GrabberHealth(LoopOptions loop, FrontendOptions frontend, TimeProvider time) : IInlineSink
{
    private const int IntervalsUntilUnhealthy = 3;
    private const int PollsRemembered = 10;
    private const int CallsInCycle = 10;
    private const int MostReports = 1000;

    private static readonly TimeSpan ReportSlack = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan NobodyTakes = TimeSpan.FromMinutes(5);

    // Where builds run, their workers may all be busy.
    private static readonly TimeSpan NobodyTakesMore = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Queue<TimeSpan> _polls = [];
    private readonly Dictionary<string, (DateTimeOffset? Oldest, int Count, long Since)> _queues = new(StringComparer.Ordinal);
    private readonly Dictionary<(ReportKind Report, string Id), (long At, TimeSpan For)> _reports = [];

    // The start of the process counts as a success, so that a fresh process is not unhealthy before its first cycle.
    private long _goodAt = time.GetTimestamp();
    private long _endedAt = time.GetTimestamp();
    private CycleReport? _last;
    private bool _isLooping;

    /// <summary>Whether the grabber does its work: with the frontend, the queues and the workers.</summary>
    public HealthCheckResult Ready()
    {
        lock (_lock)
        {
            var (sincePoll, limit) = (time.GetElapsedTime(_goodAt), _polls.Append(loop.Interval).Max() * IntervalsUntilUnhealthy);
            var waiting = (_last?.Picture?.Groups ?? []).Where(group => group.Waiting > 0).ToList();
            var notTaken = _reports.Values.Count(report => time.GetElapsedTime(report.At) < report.For);
            var data = new Dictionary<string, object>
            {
                ["role"] = _last is null ? "starting" : _last.Role == GrabberRole.Leader ? "leader" : "standby",
                ["since_poll_s"] = sincePoll.TotalSeconds,
                ["limit_s"] = limit.TotalSeconds,
                ["reports_not_taken"] = notTaken,
            };
            waiting.ForEach(group => data[$"waiting_{group.GroupId}"] = group.Waiting);

            var why = _last?.Error?.Message ?? _last?.Picture?.Fault;
            if (sincePoll >= limit)
            {
                return HealthCheckResult.Unhealthy(
                    $"The last successful poll ended {sincePoll.TotalSeconds:F0} s ago, and the limit is {limit.TotalSeconds:F0} s: "
                        + (why ?? "no cycle has ended since"),
                    _last?.Error, data);
            }

            string[] doubts =
            [
                .. why is null ? [] : new[] { $"the last poll failed: {why}" },
                .. waiting.Select(group => (group, For: time.GetElapsedTime(_queues[group.GroupId].Since)))
                    .Where(queue => queue.For >= (queue.group.Taken == 0 ? NobodyTakes : NobodyTakesMore)).Select(queue =>
                        $"no worker has taken a task of builder group {queue.group.GroupId} for {queue.For.TotalMinutes:F0} min, "
                            + $"and {queue.group.Waiting} wait"),
                .. notTaken == 0 ? [] : new[] { $"the frontend has not taken {notTaken} reports, which are told again" },
            ];
            return doubts.Length > 0
                ? HealthCheckResult.Degraded(string.Join("; ", doubts), _last?.Error, data)
                : HealthCheckResult.Healthy(
                    _last is null ? "No cycle has ended yet." : _last.Role == GrabberRole.Leader ? "Leading." : "Standing by: another grabber leads.", data);
        }
    }

    /// <summary>Whether the loop goes round, whatever the frontend and the queues do.</summary>
    public HealthCheckResult Live()
    {
        lock (_lock)
        {
            // A frontend that hangs is waited for by each call, and may ask for the longest pause.
            var pause = new[] { LongestPause, loop.LongestPause ?? TimeSpan.Zero, loop.Interval * (1 + loop.Jitter) }.Max();
            var (sinceCycle, limit) = (time.GetElapsedTime(_endedAt), pause + CallsInCycle * frontend.Timeout);
            var data = new Dictionary<string, object> { ["since_cycle_s"] = sinceCycle.TotalSeconds, ["limit_s"] = limit.TotalSeconds };
            return !_isLooping || _last?.Cycle >= loop.MaxCycles ? HealthCheckResult.Healthy("No loop runs here.", data)
                : sinceCycle < limit ? HealthCheckResult.Healthy("The loop goes round.", data)
                : HealthCheckResult.Unhealthy(
                    $"No cycle has ended for {sinceCycle.TotalSeconds:F0} s, and the limit is {limit.TotalSeconds:F0} s.", data: data);
        }
    }

    public void Emit(JobGrabEvent jobGrabEvent)
    {
        lock (_lock)
        {
            if (jobGrabEvent.Loops is { } loops)
            {
                _isLooping = loops;
                _endedAt = _goodAt = time.GetTimestamp();
            }

            if (jobGrabEvent.EndedCycle is { } report)
            {
                Follow(report);
            }

            if (jobGrabEvent.ToldReport is { } told)
            {
                Follow(told);
            }
        }
    }

    private void Follow(CycleReport report)
    {
        (_endedAt, _last) = (time.GetTimestamp(), report);
        if (report.HasPolled)
        {
            _polls.Enqueue(report.Elapsed);
            if (_polls.Count > PollsRemembered)
            {
                _polls.Dequeue();
            }
        }

        if (report.HasPolled || report is { Ok: true, Role: GrabberRole.Standby })
        {
            _goodAt = _endedAt;
        }

        if (report.Role == GrabberRole.Standby)
        {
            // The leader reports what becomes of tasks. Results of actions are told by whoever ran them.
            foreach (var told in _reports.Keys.Where(told => told.Report != ReportKind.Action).ToList())
            {
                _reports.Remove(told);
            }
        }

        foreach (var group in report.Picture?.Groups ?? [])
        {
            // Workers take the oldest first, and none of an urgent kind keeps them from it for long.
            if (!_queues.TryGetValue(group.GroupId, out var seen) || group.Oldest is null || (seen.Oldest, seen.Count) != (group.Oldest, group.OfOldest))
            {
                _queues[group.GroupId] = (group.Oldest, group.OfOldest, _endedAt);
            }
        }
    }

    private void Follow(ToldReport told)
    {
        if (told.NextAfter is not { } pause)
        {
            _reports.Remove((told.Kind, told.Id));
            return;
        }

        if (_reports.Count == MostReports)
        {
            _reports.Clear();
        }

        // Nothing tells of a report that was withdrawn, or taken by the next leader: it counts until it should have failed again.
        _reports[(told.Kind, told.Id)] = (time.GetTimestamp(), pause + frontend.Timeout + ReportSlack);
    }
}
