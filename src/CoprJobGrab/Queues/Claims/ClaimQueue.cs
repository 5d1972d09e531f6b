using CoprJobGrab.Telemetry;

namespace CoprJobGrab.Queues.Claims;

/// <summary>
/// The claim protocol over a store: lists in the form that retask's workers read (wire 4), with the claims beside them.
/// Claims are cached; an observation reads a few values per group, and the claims themselves only when those cannot be explained.
/// </summary>
internal sealed class ClaimQueue(IClaimStore store, IEnumerable<string> groupIds, TimeProvider timeProvider) : IBuildQueue
{
    private readonly ClaimTable _claims = new();
    private readonly Dictionary<string, ClaimGroup> _groups = new(StringComparer.Ordinal);
    private HashSet<string> _configured = new(groupIds, StringComparer.Ordinal);
    private long _epoch;

    /// <summary>False when envelopes do not say in which span they were pushed.</summary>
    public bool TracesEnvelopes { get; init; } = true;

    /// <summary>The workers' half of these queues.</summary>
    public IWorkerQueue Workers { get; } = new WorkerQueue(store);

    public bool ServesCommands => true;

    public bool IsShared => store.IsShared;

    public ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken) => ObserveAsync(_epoch, cancellationToken);

    public ValueTask<QueueState> LookAsync(CancellationToken cancellationToken) => ObserveAsync(0, cancellationToken);

    public async ValueTask<IReadOnlyList<GroupResult>> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        await store.ConnectAsync(cancellationToken).ConfigureAwait(false);
        var planned = plan.Groups.Select(group => group.GroupId).ToHashSet();
        var others = _groups.Where(group => (group.Value.NeedsRepair || group.Value.Fault is not null) && !planned.Contains(group.Key))
            .Select(group => new GroupPlan(group.Key, [], []));
        var results = await Task.WhenAll(
            plan.Groups.Concat(others.ToList()).Select(group => Spans.SendAsync(group, () => Group(group.GroupId).ApplyAsync(
                group, plan.Observed, _epoch, TracesEnvelopes ? Spans.TraceParent : null, cancellationToken)))).ConfigureAwait(false);
        foreach (var result in results.Where(result => result.Enqueued.Count + result.Requeued.Count > 0))
        {
            store.Hint(result.GroupId);
        }

        await ForgetRetiredAsync().ConfigureAwait(false);
        return [.. results.Where(result => planned.Contains(result.GroupId) || result.HasNews)];
    }

    public async ValueTask LeadAsync(long epoch, IReadOnlyCollection<string> groupIds, bool afterLoss, CancellationToken cancellationToken)
    {
        Configure(groupIds);
        foreach (var group in afterLoss ? _groups.Values.ToList() : [])
        {
            group.WentBack();
        }

        await store.ConnectAsync(cancellationToken).ConfigureAwait(false);
        var known = Known();
        foreach (var groupId in await CompleteRegistryAsync(known.Keys).ConfigureAwait(false))
        {
            known[groupId] = Group(groupId);
        }

        var held = await Task.WhenAll(
            known.Select(async group => (group.Key, Epoch: await group.Value.LeadAsync(epoch).ConfigureAwait(false)))).ConfigureAwait(false);
        await ForgetRetiredAsync().ConfigureAwait(false);
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

    public async ValueTask<int> CommandAsync(IReadOnlyList<ClaimCommand> commands, CancellationToken cancellationToken)
    {
        await store.ConnectAsync(cancellationToken).ConfigureAwait(false);
        var done = 0;
        foreach (var group in commands.GroupBy(command => command.GroupId))
        {
            await store.TryRegisterAsync(group.Key).ConfigureAwait(false);
            done += await Group(group.Key).CommandAsync([.. group], cancellationToken).ConfigureAwait(false);
            if (group.Any(command => command is ClaimCommand.TellWorker))
            {
                store.Hint(group.Key);
            }
        }

        return done;
    }

    /// <summary>A group that this queue does not know is configured and led from now on.</summary>
    public async ValueTask JoinAsync(string groupId)
    {
        if (_groups.ContainsKey(groupId) || _configured.Contains(groupId))
        {
            return;
        }

        _configured.Add(groupId);
        await store.RegisterAsync([groupId]).ConfigureAwait(false);
        await Group(groupId).LeadAsync(_epoch).ConfigureAwait(false);
    }

    public QueuePlace? PlaceOf(Claim claim) => _groups.GetValueOrDefault(claim.GroupId)?.PlaceOf(claim.Urn);

    /// <summary>Where the queues are.</summary>
    public override string ToString() => $"{store}";

    private void Configure(IReadOnlyCollection<string> groupIds)
    {
        _configured = new HashSet<string>(groupIds, StringComparer.Ordinal);
        foreach (var (groupId, group) in _groups)
        {
            group.IsConfigured = _configured.Contains(groupId);
        }
    }

    private async ValueTask<QueueState> ObserveAsync(long epoch, CancellationToken cancellationToken)
    {
        await store.ConnectAsync(cancellationToken).ConfigureAwait(false);
        var known = Known();
        var registered = RegisteredAsync(epoch == 0 ? [] : [.. known.Keys]);
        await Task.WhenAll(known.Select(group => group.Value.LookAsync(leads: epoch != 0))).ConfigureAwait(false);
        foreach (var groupId in (await registered.ConfigureAwait(false)).Where(groupId => !known.ContainsKey(groupId)))
        {
            known[groupId] = Group(groupId);
            await known[groupId].LookAsync(leads: false).ConfigureAwait(false);
        }

        if (known.Count > 0 && known.Values.All(group => group.Fault is not null))
        {
            throw known.First().Value.Fault!;
        }

        RefuseOtherEpochs(known, epoch);
        await Task.WhenAll(known.Values.Where(group => group.NeedsReading).Select(group => group.ReadAsync(cancellationToken))).ConfigureAwait(false);
        foreach (var group in known.Values)
        {
            group.LeaveToOthers();
        }

        return new QueueState(known.Values.Select(group => group.State).ToDictionary(state => state.GroupId), _claims.View)
        {
            Journal = _claims.Journal,
            Faults = known.Where(group => group.Value.Fault is not null).ToDictionary(group => group.Key, group => group.Value.Fault!),
        };
    }

    /// <param name="known">The groups.</param>
    /// <param name="epoch">The one that they must hold; 0 for any.</param>
    private static void RefuseOtherEpochs(Dictionary<string, ClaimGroup> known, long epoch)
    {
        if (epoch != 0 && known.FirstOrDefault(group => group.Value.Fault is null && group.Value.Epoch != epoch) is { Key: { } groupId } other)
        {
            throw new FencedException(groupId, epoch, other.Value.Epoch);
        }
    }

    private Dictionary<string, ClaimGroup> Known()
    {
        foreach (var groupId in _configured)
        {
            Group(groupId);
        }

        return new Dictionary<string, ClaimGroup>(_groups, StringComparer.Ordinal);
    }

    private ClaimGroup Group(string groupId)
    {
        if (!_groups.TryGetValue(groupId, out var group))
        {
            group = new ClaimGroup(groupId, _configured.Contains(groupId), store.Group(groupId), _claims, timeProvider);
            _groups[groupId] = group;
        }

        return group;
    }

    /// <summary>The groups in the registry; none when it cannot be had: those that this grabber knows are enough within a lead.</summary>
    private async Task<IReadOnlyList<string>> RegisteredAsync(IReadOnlyCollection<string> expected)
    {
        try
        {
            return await CompleteRegistryAsync(expected).ConfigureAwait(false);
        }
        catch (BuildQueueException)
        {
            return [];
        }
    }

    /// <summary>The groups in the registry, to which those are added that a leader misses there: the next one is to find their claims.</summary>
    private async Task<IReadOnlyList<string>> CompleteRegistryAsync(IReadOnlyCollection<string> expected)
    {
        var registered = await store.RegisteredAsync().ConfigureAwait(false);
        string[] missing = [.. expected.Except(registered)];
        if (missing.Length > 0)
        {
            await store.RegisterAsync(missing).ConfigureAwait(false);
        }

        return registered;
    }

    private async ValueTask ForgetRetiredAsync()
    {
        foreach (var (groupId, _) in _groups.Where(group => group.Value.IsRetired).ToList())
        {
            try
            {
                await store.UnregisterAsync(groupId).ConfigureAwait(false);
                _groups.Remove(groupId);
            }
            catch (BuildQueueException)
            {
                // It stays known, and is retired again.
            }
        }
    }
}
