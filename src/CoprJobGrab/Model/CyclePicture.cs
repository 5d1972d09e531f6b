using System.Text.Json;
using System.Text.Json.Serialization;

namespace CoprJobGrab.Model;

/// <summary>What a cycle found and left, in numbers: the status, the health and the metrics are made from it.</summary>
/// <param name="Listed">Tasks in the frontend's list.</param>
/// <param name="Groups">Each builder group, in the order of their ids.</param>
internal sealed record CyclePicture(int Listed, IReadOnlyList<GroupPicture> Groups)
{
    private const int MostReasons = 50;

    /// <summary>Why the list of actions was not to be had; null when it was, and when there is none.</summary>
    [JsonIgnore]
    public Exception? ActionsError { get; init; }

    /// <summary>Why the poll does not count as successful, although it gave lists; null when it does.</summary>
    [JsonIgnore]
    public string? Fault { get; init; }

    /// <summary>Counts a plan after it was written: the claims that it was made from are those of the queue, where the queue keeps any.</summary>
    public static CyclePicture Of(GrabPlan plan, Exception? actionsError)
    {
        var held = plan.Tasks.Select(planned => planned.Decision).OfType<Decision.Hold>()
            .CountBy(hold => (hold.GroupId, hold.Cause, hold.Limit?.Limit)).ToLookup(count => count.Key.GroupId);
        return new CyclePicture(plan.Tasks.Count, [.. Of(plan.Observed).Select(group => group with { Held = Reasons(held[group.GroupId]) })])
        {
            ActionsError = actionsError,
        };
    }

    /// <summary>Counts the claims that the queues have.</summary>
    public static IReadOnlyList<GroupPicture> Of(QueueState queues)
    {
        var counts = queues.Groups.Keys.ToDictionary(groupId => groupId, _ => new Counter(), StringComparer.Ordinal);
        var (groupId, counter) = ("", default(Counter));
        foreach (var claim in queues.Claims.Values)
        {
            // Most claims have the group of the one before.
            if (claim.GroupId != groupId)
            {
                groupId = claim.GroupId;
                counts.TryGetValue(groupId, out counter);
            }

            counter?.Add(claim);
        }

        return [.. counts.OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => group.Value.Picture(group.Key))];
    }

    private static Dictionary<string, int> Reasons(IEnumerable<KeyValuePair<(string GroupId, HoldCause Cause, string? Limit), int>> held) => held
        .OrderByDescending(count => count.Value)
        .Select((count, rank) => (Reason: rank < MostReasons ? Reason(count.Key.Cause, count.Key.Limit) : "other", count.Value))
        .GroupBy(count => count.Reason, StringComparer.Ordinal)
        .ToDictionary(reason => reason.Key, reason => reason.Sum(count => count.Value), StringComparer.Ordinal);

    private static string Reason(HoldCause cause, string? limit) =>
        cause == HoldCause.Limit ? $"limit {limit}" : JsonNamingPolicy.SnakeCaseLower.ConvertName($"{cause}").Replace('_', ' ');

    private sealed class Counter
    {
        private readonly int[] _states = new int[(int)ClaimState.Parked + 1];
        private DateTimeOffset? _oldest;
        private int _ofOldest;

        public void Add(Claim claim)
        {
            _states[(int)claim.State]++;
            if (claim.State == ClaimState.Waiting && claim.QueuedAt is { } queued && !(queued > _oldest))
            {
                (_ofOldest, _oldest) = (queued == _oldest ? _ofOldest + 1 : 1, queued);
            }
        }

        public GroupPicture Picture(string groupId) => new(
            groupId, this[ClaimState.Waiting], this[ClaimState.Leased], this[ClaimState.Silent], this[ClaimState.Released], this[ClaimState.Parked])
        {
            Oldest = _oldest,
            OfOldest = _ofOldest,
        };

        private int this[ClaimState state] => _states[(int)state];
    }
}
