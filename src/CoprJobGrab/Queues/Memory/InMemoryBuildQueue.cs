using System.Diagnostics.CodeAnalysis;
using CoprJobGrab.Model;
using CoprJobGrab.Queues;
using CoprJobGrab.Queues.Memory;

namespace CoprJobGrab;

/// <summary>The queues in the memory of this process: the default, and good for a host that runs the builds itself. What is in it ends with the process.</summary>
public sealed class InMemoryBuildQueue : IBuildQueue, IClaimQueue
{
    private readonly InMemoryStore _store;
    private HashSet<string> _configured = [];
    private readonly Dictionary<string, InMemoryView> _views = new(StringComparer.Ordinal);
    private readonly InMemoryWrites _writes;
    private long _epoch;

    /// <summary>Makes the queues.</summary>
    /// <param name="groupIds">The builder groups that are observed from the start; others join when something is first written to them.</param>
    public InMemoryBuildQueue(params IEnumerable<string> groupIds) : this(new InMemoryStore(TimeProvider.System), groupIds)
    {
    }

    internal InMemoryBuildQueue(InMemoryStore store, IEnumerable<string> groupIds)
    {
        ArgumentNullException.ThrowIfNull(groupIds);
        _store = store;
        _writes = new InMemoryWrites();
        Configure([.. groupIds]);
    }

    /// <summary>Where the queues are: <c>in memory</c>.</summary>
    public override string ToString() => "in memory";

    /// <inheritdoc/>
    public ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken) => Observe(_epoch, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ApplyResult> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var planned = plan.Groups.Select(group => group.GroupId).ToHashSet(StringComparer.Ordinal);
        var others = _views.Where(view => view.Value.NeedsRepair && !planned.Contains(view.Key)).Select(view => new GroupPlan(view.Key, [], []));
        var results = new List<GroupResult>(plan.Groups.Count);
        foreach (var group in plan.Groups.Concat(others.ToList()))
        {
            if (cancellationToken.IsCancellationRequested)
            {
                break;
            }

            lock (_store.Gate)
            {
                results.Add(Apply(group, plan.Observed));
            }
        }

        return ValueTask.FromResult(new ApplyResult([.. results.Where(result => planned.Contains(result.GroupId) || result.Fault is not null || result.FencedBy is not null)]));
    }

    /// <summary>Takes the task that has waited longest, as a worker's <c>RPOP</c> does. Its claim stays.</summary>
    /// <param name="groupId">The builder group.</param>
    /// <param name="envelope">The retask envelope; <see cref="RetaskEnvelope.Read"/> opens it.</param>
    /// <returns>False when nothing waits.</returns>
    public bool TryPop(string groupId, [NotNullWhen(true)] out ReadOnlyMemory<byte> envelope)
    {
        ArgumentNullException.ThrowIfNull(groupId);
        lock (_store.Gate)
        {
            envelope = default;
            if (_store.Groups.GetValueOrDefault(groupId)?.Waiting.TakeFirst() is not { } first)
            {
                return false;
            }

            envelope = first.Envelope;
            return true;
        }
    }

    ValueTask IClaimQueue.LeadAsync(long epoch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_store.Gate)
        {
            foreach (var (groupId, group) in _store.Groups)
            {
                if (group.Epoch > epoch)
                {
                    throw new FencedException(groupId, epoch, group.Epoch);
                }

                group.Epoch = epoch;
            }

            _epoch = epoch;
        }

        return ValueTask.CompletedTask;
    }

    // The memory of a process does not go back.
    void IClaimQueue.WentBack()
    {
    }

    void IClaimQueue.Configure(IReadOnlyCollection<string> groupIds) => Configure(groupIds);

    ValueTask<QueueState> IClaimQueue.LookAsync(CancellationToken cancellationToken) => Observe(0, cancellationToken);

    ValueTask<int> IClaimQueue.ReleaseAsync(IReadOnlyList<Release> releases, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_store.Gate)
        {
            return ValueTask.FromResult(releases.Count(release => InMemoryWrites.Release(_store.Group(release.GroupId), release)));
        }
    }

    private void Configure(IReadOnlyCollection<string> groupIds)
    {
        lock (_store.Gate)
        {
            _configured = new HashSet<string>(groupIds, StringComparer.Ordinal);
            foreach (var groupId in _configured)
            {
                _store.Group(groupId);
            }
        }
    }

    QueuePlace? IClaimQueue.PlaceOf(Claim claim)
    {
        lock (_store.Gate)
        {
            return _store.Groups.GetValueOrDefault(claim.GroupId)?.Waiting is { } waiting && waiting.PositionOf(claim.Urn) is { } position
                ? new QueuePlace(BuilderGroup.QueueNameOf(claim.GroupId), position, waiting.Count)
                : null;
        }
    }

    private ValueTask<QueueState> Observe(long epoch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_store.Gate)
        {
            var groups = new Dictionary<string, GroupState>(StringComparer.Ordinal);
            var claims = new Dictionary<string, Claim>(StringComparer.Ordinal);
            var now = _store.Now;
            _store.Clock.See(now);
            foreach (var (groupId, group) in _store.Groups)
            {
                if (epoch != 0 && group.Epoch != epoch)
                {
                    throw new FencedException(groupId, epoch, group.Epoch);
                }

                var view = View(groupId);
                view.Observe(group);
                groups[groupId] = new GroupState(groupId, group.Waiting.Count, group.Incarnation, group.Version)
                {
                    IsConfigured = _configured.Contains(groupId),
                    Time = now,
                    Jump = _store.Clock.Jump,
                    IsLed = group.Epoch != 0,
                    IsUnsettled = view.Adopted.Count > 0,
                };
            }

            foreach (var groupId in groups.Keys)
            {
                View(groupId).LeaveToOthers(taskId => _store.Groups.Any(other => other.Key != groupId && other.Value.Claims.ContainsKey(taskId)));
            }

            // A mark that has lost its claim says nothing of one in another group.
            var seen = groups.Keys.SelectMany(groupId => View(groupId).Claims.Values);
            foreach (var claim in seen.Where(claim => claim.IsStored).Concat(seen.Where(claim => !claim.IsStored)))
            {
                claims.TryAdd(claim.TaskId, claim);
            }

            return ValueTask.FromResult(new QueueState(groups, claims));
        }
    }

    private InMemoryGroup Joined(string groupId)
    {
        if (!_store.Groups.TryGetValue(groupId, out var group))
        {
            group = _store.Group(groupId);
            (group.Epoch, group.Incarnation) = (_epoch, null);
            _configured.Add(groupId);
        }

        return group;
    }

    private InMemoryView View(string groupId)
    {
        if (!_views.TryGetValue(groupId, out var view))
        {
            _views[groupId] = view = new InMemoryView(groupId);
        }

        return view;
    }

    private GroupResult Apply(GroupPlan plan, QueueState observed)
    {
        var outcome = new GroupResultBuilder(plan.GroupId);
        var group = Joined(plan.GroupId);
        var state = observed.Groups.GetValueOrDefault(plan.GroupId);
        if (group.Epoch != _epoch)
        {
            outcome.FencedBy = group.Epoch;
            return outcome.Result();
        }

        var isAnother = state?.Incarnation is { } seen ? group.Incarnation != seen : group.Incarnation is not null && group.Incarnation != _writes.Proposed;
        if (isAnother || group.Version < state?.Version)
        {
            outcome.Stale = true;
            return outcome.Result();
        }

        _writes.Adopt(group, View(plan.GroupId));
        _writes.Change(group, plan, _store.Now, outcome);
        _writes.Enqueue(group, plan, _store.Now, outcome);
        View(plan.GroupId).Follow(group, outcome);
        return outcome.Result();
    }
}
