namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>What one leader has seen of tasks, in its lists and among the claims: whether it must know that a task was gone when a list has it again.</summary>
internal sealed class Sightings
{
    private const int Lists = 10;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, (int List, DateTimeOffset Time)> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _gone = new(StringComparer.Ordinal);
    private IReadOnlyCollection<Claim> _claims = [];
    private int _lists;

    /// <summary>What the list in hand has, although it is not listed any more.</summary>
    public IReadOnlySet<string> Stale { get; private set; } = new HashSet<string>();

    /// <summary>Another lead begins.</summary>
    public void Clear()
    {
        _seen.Clear();
        _gone.Clear();
        _lists = 0;
    }

    public void Observed(QueueState state) => _claims = [.. state.Claims.Values];

    /// <param name="list">What was fetched.</param>
    /// <param name="stale">Of these, what is out of date.</param>
    /// <param name="now">When.</param>
    public void Fetched(Listing<BuildTask>.Complete list, IReadOnlySet<string> stale, DateTimeOffset now)
    {
        Stale = stale;
        _lists++;
        var listed = list.Items.Select(task => task.TaskId).ToHashSet(StringComparer.Ordinal);
        _gone.UnionWith(_seen.Keys.Concat(_claims.Select(claim => claim.TaskId)).Where(taskId => !listed.Contains(taskId)));
        _gone.ExceptWith(listed.Except(stale));
        _gone.UnionWith(
            _claims.Where(claim => claim is { ReleasedBecause: ReleaseReason.Finished or ReleaseReason.Cancelled } or { IsCancelled: true })
                .Select(claim => claim.TaskId));
        foreach (var taskId in listed.Concat(_claims.Select(claim => claim.TaskId)))
        {
            // The list in hand does not tell when it was seen before.
            if (!stale.Contains(taskId))
            {
                _seen[taskId] = (_lists, now);
            }
        }
    }

    /// <summary>Whether somebody said that it is to be handed out again; then one list that has it is enough.</summary>
    public bool IsGivenBack(string taskId) =>
        _claims.Any(claim => claim.TaskId == taskId
            && claim.ReleasedBecause is ReleaseReason.Rescheduled or ReleaseReason.Forgotten or ReleaseReason.Retried);

    /// <summary>Whether the leader must have known, when it fetched its last list, that the task was gone.</summary>
    public bool KnowsThatItWasGone(string taskId, DateTimeOffset now) =>
        _gone.Contains(taskId) && (_claims.Any(claim => claim.TaskId == taskId)
            || (_seen.TryGetValue(taskId, out var seen) && (_lists - seen.List <= Lists || now - seen.Time < Minute)));
}
