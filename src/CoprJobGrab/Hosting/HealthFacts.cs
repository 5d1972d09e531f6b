using CoprJobGrab.Model;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CoprJobGrab.Hosting;

/// <summary>What is known of a grabber at one moment, and what that says of its health.</summary>
/// <param name="Interval">The pause between two polls, or how long the longest of the last ones took, whichever is longer.</param>
/// <param name="SincePoll">How long ago the last successful poll ended, or the last cycle of a standby that was well.</param>
/// <param name="SinceCycle">How long ago any cycle ended.</param>
/// <param name="Last">The last cycle; null before the first.</param>
internal sealed record HealthFacts(TimeSpan Interval, TimeSpan SincePoll, TimeSpan SinceCycle, CycleReport? Last)
{
    private const int IntervalsUntilUnhealthy = 3;

    private static readonly TimeSpan NobodyTakes = TimeSpan.FromMinutes(5);

    // Where builds run, their workers may all be busy.
    private static readonly TimeSpan NobodyTakesMore = TimeSpan.FromHours(1);

    /// <summary>True while the hosted loop is to run cycles.</summary>
    public bool IsLooping { get; init; }

    /// <summary>How many reports the frontend has not taken at the last attempt.</summary>
    public int ReportsNotTaken { get; init; }

    /// <summary>The builder groups whose tasks wait, and for how long the oldest of them have not become fewer.</summary>
    public IReadOnlyList<(GroupPicture Group, TimeSpan For)> Unmoved { get; init; } = [];

    /// <summary>Whether the grabber does its work: with the frontend, the queues and the workers.</summary>
    public HealthCheckResult Ready()
    {
        var limit = Interval * IntervalsUntilUnhealthy;
        var data = new Dictionary<string, object>
        {
            ["role"] = Last is null ? "starting" : Last.Role == GrabberRole.Leader ? "leader" : "standby",
            ["since_poll_s"] = SincePoll.TotalSeconds,
            ["limit_s"] = limit.TotalSeconds,
            ["reports_not_taken"] = ReportsNotTaken,
        };
        foreach (var (group, _) in Unmoved)
        {
            data[$"waiting_{group.GroupId}"] = group.Waiting;
        }

        var why = Last?.Error?.Message ?? Last?.Picture?.Fault;
        if (SincePoll >= limit)
        {
            return HealthCheckResult.Unhealthy(
                $"The last successful poll ended {SincePoll.TotalSeconds:F0} s ago, and the limit is {limit.TotalSeconds:F0} s: "
                    + (why ?? "no cycle has ended since"),
                Last?.Error, data);
        }

        string[] doubts =
        [
            .. why is null ? [] : new[] { $"the last poll failed: {why}" },
            .. Unmoved.Where(queue => queue.For >= (queue.Group.Taken == 0 ? NobodyTakes : NobodyTakesMore)).Select(queue =>
                $"no worker has taken a task of builder group {queue.Group.GroupId} for {queue.For.TotalMinutes:F0} min, and {queue.Group.Waiting} wait"),
            .. ReportsNotTaken == 0 ? [] : new[] { $"the frontend has not taken {ReportsNotTaken} reports, which are told again" },
        ];
        return doubts.Length > 0
            ? HealthCheckResult.Degraded(string.Join("; ", doubts), Last?.Error, data)
            : HealthCheckResult.Healthy(
                Last is null ? "No cycle has ended yet." : Last.Role == GrabberRole.Leader ? "Leading." : "Standing by: another grabber leads.", data);
    }

    /// <summary>Whether the loop goes round, whatever the frontend and the queues do.</summary>
    /// <param name="limit">How long a pause and a cycle take together at most.</param>
    public HealthCheckResult Live(TimeSpan limit)
    {
        var data = new Dictionary<string, object> { ["since_cycle_s"] = SinceCycle.TotalSeconds, ["limit_s"] = limit.TotalSeconds };
        return !IsLooping ? HealthCheckResult.Healthy("No loop runs here.", data)
            : SinceCycle < limit ? HealthCheckResult.Healthy("The loop goes round.", data)
            : HealthCheckResult.Unhealthy($"No cycle has ended for {SinceCycle.TotalSeconds:F0} s, and the limit is {limit.TotalSeconds:F0} s.", data: data);
    }
}
