using StackExchange.Redis;

namespace CoprJobGrab;

/// <summary>
/// The queues on Redis, in the form that retask's workers read (spec 4), with the claims beside them. Claims are cached; an observation reads a few values per group,
/// and the claims themselves only when those cannot be explained.
/// </summary>
internal sealed class RedisBuildQueue(RedisConnection connection, IEnumerable<string> groupIds, TimeProvider timeProvider) : IBuildQueue
{
    private readonly ClaimTable _claims = new();
    private readonly Dictionary<string, RedisGroup> _groups = new(StringComparer.Ordinal);
    private readonly string[] _configured = [.. groupIds];

    public async ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken).ConfigureAwait(false);
        var groups = Array.ConvertAll(_configured, Group);
        await Task.WhenAll(groups.Select(group => group.LookAsync(database))).ConfigureAwait(false);
        await Task.WhenAll(groups.Where(group => group.NeedsReading).Select(group => group.ReadAsync(database, cancellationToken))).ConfigureAwait(false);
        if (groups.Length > 0 && groups.All(group => group.Fault is not null))
        {
            throw groups[0].Fault!;
        }

        return new QueueState(groups.Select(group => group.State).ToDictionary(state => state.GroupId), _claims.View);
    }

    public async ValueTask<ApplyResult> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var database = await DatabaseAsync(cancellationToken).ConfigureAwait(false);
        var planned = plan.Groups.Select(group => group.GroupId).ToHashSet();
        var others = _groups.Where(group => (group.Value.HasAdoption || group.Value.Fault is not null) && !planned.Contains(group.Key)).Select(group => new GroupPlan(group.Key, [], []));
        var results = await Task.WhenAll(
            plan.Groups.Concat(others.ToList()).Select(group => Group(group.GroupId).ApplyAsync(database, group, plan.Observed, cancellationToken))).ConfigureAwait(false);
        return new ApplyResult([.. results.Where(result => planned.Contains(result.GroupId) || result.Error is not null)]);
    }

    /// <summary>Where the queues are.</summary>
    public override string ToString() => $"on Redis {connection.Endpoints}";

    private RedisGroup Group(string groupId)
    {
        if (!_groups.TryGetValue(groupId, out var group))
        {
            group = new RedisGroup(groupId, connection, _claims, timeProvider);
            _groups[groupId] = group;
        }

        return group;
    }

    private async ValueTask<IDatabase> DatabaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await connection.DatabaseAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (RedisFault.Is(fault))
        {
            throw RedisFault.Explain(fault, "Connecting", connection);
        }
    }
}
