using CoprJobGrab.Model;
using CoprJobGrab.Redis;
using StackExchange.Redis;

namespace CoprJobGrab.Queues.Redis;

/// <summary>
/// The queues on Redis, in the form that retask's workers read (wire 4), with the claims beside them. Claims are cached; an observation reads a few values per group,
/// and the claims themselves only when those cannot be explained.
/// </summary>
internal sealed class RedisBuildQueue(RedisConnection connection, IEnumerable<string> groupIds, TimeProvider timeProvider) : IClaimQueue
{
    private readonly ClaimTable _claims = new();
    private readonly Dictionary<string, RedisGroup> _groups = new(StringComparer.Ordinal);
    private HashSet<string> _configured = new(groupIds, StringComparer.Ordinal);
    private long _epoch;

    public ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken) => ObserveAsync(_epoch, cancellationToken);

    public ValueTask<QueueState> LookAsync(CancellationToken cancellationToken) => ObserveAsync(0, cancellationToken);

    public async ValueTask<ApplyResult> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var database = await DatabaseAsync(cancellationToken).ConfigureAwait(false);
        var planned = plan.Groups.Select(group => group.GroupId).ToHashSet();
        var others = _groups.Where(group => (group.Value.NeedsRepair || group.Value.Fault is not null) && !planned.Contains(group.Key)).Select(group => new GroupPlan(group.Key, [], []));
        var results = await Task.WhenAll(
            plan.Groups.Concat(others.ToList()).Select(group => Group(group.GroupId).ApplyAsync(database, group, plan.Observed, _epoch, cancellationToken))).ConfigureAwait(false);
        await ForgetRetiredAsync(database).ConfigureAwait(false);
        return new ApplyResult([.. results.Where(result => planned.Contains(result.GroupId) || result.Fault is not null || result.FencedBy is not null)]);
    }

    public async ValueTask LeadAsync(long epoch, CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken).ConfigureAwait(false);
        var registered = await RegisteredAsync(database, mustBeKnown: true).ConfigureAwait(false);
        foreach (var groupId in registered)
        {
            Group(groupId);
        }

        // Those too that are not configured any more, and that a Redis which lost its registry has forgotten: the next leader is to find their claims.
        var known = Known();
        var missing = known.Keys.Except(registered).Select(groupId => (RedisValue)groupId).ToArray();
        try
        {
            if (missing.Length > 0)
            {
                await database.SetAddAsync(QueueKeys.Registry, missing).ConfigureAwait(false);
            }
        }
        catch (Exception fault) when (RedisFault.Is(fault))
        {
            throw RedisFault.Explain(fault, $"Writing the registry of groups (key {QueueKeys.Registry})", connection);
        }

        var held = await Task.WhenAll(known.Select(async group => (group.Key, Epoch: await group.Value.LeadAsync(database, epoch).ConfigureAwait(false)))).ConfigureAwait(false);
        if (known.Count > 0 && known.Values.All(group => group.Fault is not null))
        {
            throw known.First().Value.Fault!;
        }

        // A group that cannot be reached has an older epoch when it comes back, and is noticed by it.
        if (held.FirstOrDefault(group => group.Epoch != epoch) is { Key: { } younger } other)
        {
            throw new FencedException(younger, epoch, other.Epoch);
        }

        _epoch = epoch;
    }

    public void WentBack()
    {
        foreach (var group in _groups.Values)
        {
            group.WentBack();
        }
    }

    public void Configure(IReadOnlyCollection<string> groupIds)
    {
        _configured = new HashSet<string>(groupIds, StringComparer.Ordinal);
        foreach (var (groupId, group) in _groups)
        {
            group.IsConfigured = _configured.Contains(groupId);
        }
    }

    public async ValueTask<int> ReleaseAsync(IReadOnlyList<Release> releases, CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken).ConfigureAwait(false);
        var done = 0;
        foreach (var group in releases.GroupBy(release => release.GroupId))
        {
            done += await Group(group.Key).ReleaseAsync(database, group, cancellationToken).ConfigureAwait(false);
        }

        return done;
    }

    public QueuePlace? PlaceOf(Claim claim) => _groups.GetValueOrDefault(claim.GroupId)?.PlaceOf(claim.Urn);

    /// <summary>Where the queues are.</summary>
    public override string ToString() => $"on Redis {connection.Endpoints}";

    private async ValueTask<QueueState> ObserveAsync(long epoch, CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken).ConfigureAwait(false);
        var registered = RegisteredAsync(database, mustBeKnown: false);
        var known = Known();
        await Task.WhenAll(known.Select(group => group.Value.LookAsync(database, leads: epoch != 0))).ConfigureAwait(false);
        foreach (var groupId in (await registered.ConfigureAwait(false)).Where(groupId => !known.ContainsKey(groupId)))
        {
            known[groupId] = Group(groupId);
            await known[groupId].LookAsync(database, leads: false).ConfigureAwait(false);
        }

        if (known.Count > 0 && known.Values.All(group => group.Fault is not null))
        {
            throw known.First().Value.Fault!;
        }

        RefuseOtherEpochs(known, epoch);
        await Task.WhenAll(known.Values.Where(group => group.NeedsReading).Select(group => group.ReadAsync(database, cancellationToken))).ConfigureAwait(false);
        foreach (var group in known.Values)
        {
            group.LeaveToOthers();
        }

        return new QueueState(known.Values.Select(group => group.State).ToDictionary(state => state.GroupId), _claims.View)
        {
            Faults = known.Where(group => group.Value.Fault is not null).ToDictionary(group => group.Key, group => group.Value.Fault!),
        };
    }

    /// <param name="known">The groups.</param>
    /// <param name="epoch">The one that they must hold; 0 for any.</param>
    private static void RefuseOtherEpochs(Dictionary<string, RedisGroup> known, long epoch)
    {
        if (epoch != 0 && known.FirstOrDefault(group => group.Value is { Fault: null, IsRetired: false } && group.Value.Epoch != epoch) is { Key: { } groupId } other)
        {
            throw new FencedException(groupId, epoch, other.Value.Epoch);
        }
    }

    private Dictionary<string, RedisGroup> Known()
    {
        foreach (var groupId in _configured)
        {
            Group(groupId);
        }

        return new Dictionary<string, RedisGroup>(_groups, StringComparer.Ordinal);
    }

    private RedisGroup Group(string groupId)
    {
        if (!_groups.TryGetValue(groupId, out var group))
        {
            group = new RedisGroup(groupId, _configured.Contains(groupId), connection, _claims, timeProvider);
            _groups[groupId] = group;
        }

        return group;
    }

    /// <summary>The groups that were ever written to.</summary>
    /// <param name="database">The database.</param>
    /// <param name="mustBeKnown">True at the beginning of a lead: workers of a group that is not known may have tasks. Later no group comes that this grabber does not know.</param>
    private async Task<string[]> RegisteredAsync(IDatabase database, bool mustBeKnown)
    {
        try
        {
            var members = await database.SetMembersAsync(QueueKeys.Registry).ConfigureAwait(false);
            return [.. members.Select(member => (string)member!).Where(BuilderGroup.IsValidId)];
        }
        catch (Exception fault) when (RedisFault.Is(fault))
        {
            return mustBeKnown ? throw RedisFault.Explain(fault, $"Reading the registry of groups (key {QueueKeys.Registry})", connection) : [];
        }
    }

    private async ValueTask ForgetRetiredAsync(IDatabase database)
    {
        foreach (var (groupId, _) in _groups.Where(group => group.Value.IsRetired).ToList())
        {
            try
            {
                await database.SetRemoveAsync(QueueKeys.Registry, groupId).ConfigureAwait(false);
                _groups.Remove(groupId);
            }
            catch (Exception fault) when (RedisFault.Is(fault))
            {
                // It stays known, and is retired again.
            }
        }
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
