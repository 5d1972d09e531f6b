using CoprJobGrab.Events;

namespace CoprJobGrab.Hosting;

/// <summary>
/// What the health is judged by: when the last poll succeeded, how long the last ones took, from when a queue has not moved, and which reports the frontend
/// does not take. Written by whoever tells the events, read by the health checks. Time is what passes, so that no setting of a clock makes it ill.
/// </summary>
internal sealed class CycleHistory(LoopOptions loop, FrontendOptions frontend, TimeProvider time) : IInlineSink
{
    private const int PollsRemembered = 10;
    private const int MostReports = 1000;

    private static readonly TimeSpan ReportSlack = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Queue<TimeSpan> _polls = [];
    private readonly Dictionary<string, (DateTimeOffset? Oldest, int Count, long Since)> _queues = new(StringComparer.Ordinal);
    private readonly Dictionary<(ReportKind Report, string Id), (long At, TimeSpan For)> _reports = [];

    // The start of the process counts as a success, so that a fresh process is not unhealthy before its first cycle.
    private long _goodAt = time.GetTimestamp();
    private long _endedAt = time.GetTimestamp();
    private CycleReport? _last;
    private bool _isLooping;

    /// <summary>What is known now.</summary>
    public HealthFacts Now()
    {
        lock (_lock)
        {
            var interval = _polls.Append(loop.Interval).Max();
            return new HealthFacts(interval, time.GetElapsedTime(_goodAt), time.GetElapsedTime(_endedAt), _last)
            {
                IsLooping = _isLooping && !(_last?.Cycle >= loop.MaxCycles),
                ReportsNotTaken = _reports.Values.Count(report => time.GetElapsedTime(report.At) < report.For),
                Unmoved = [
                    .. (_last?.Picture?.Groups ?? []).Where(group => group.Waiting > 0)
                        .Select(group => (group, time.GetElapsedTime(_queues[group.GroupId].Since))),
                ],
            };
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
