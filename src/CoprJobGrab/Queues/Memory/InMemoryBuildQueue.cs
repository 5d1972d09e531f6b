using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace CoprJobGrab;

/// <summary>The queues in the memory of this process: the default, and good for a host that runs the builds itself. What is in it ends with the process.</summary>
public sealed class InMemoryBuildQueue : IBuildQueue
{
    private readonly Lock _lock = new();
    private readonly string _incarnation = Guid.NewGuid().ToString("N");
    private readonly Dictionary<string, InMemoryGroup> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Claim> _claims = new(StringComparer.Ordinal);
    private readonly PythonJsonWriter _python = new();
    private readonly ArrayBufferWriter<byte> _envelope = new();

    /// <summary>Makes the queues.</summary>
    /// <param name="groupIds">The builder groups that are observed from the start; others join when something is first written to them.</param>
    public InMemoryBuildQueue(params IEnumerable<string> groupIds)
    {
        ArgumentNullException.ThrowIfNull(groupIds);
        foreach (var groupId in groupIds)
        {
            _groups.TryAdd(groupId, new InMemoryGroup());
        }
    }

    /// <summary>Where the queues are: <c>in memory</c>.</summary>
    public override string ToString() => "in memory";

    /// <inheritdoc/>
    public ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            foreach (var (urn, taskId) in _groups.Values.SelectMany(group => group.TakePopped()))
            {
                if (_claims.TryGetValue(taskId, out var claim) && claim.Urn == urn)
                {
                    _claims[taskId] = claim with { Standing = ClaimStanding.Silent };
                }
            }

            var states = _groups.ToDictionary(group => group.Key, group => new GroupState(group.Key, group.Value.Count, _incarnation, group.Value.Version));
            return ValueTask.FromResult(new QueueState(states, _claims));
        }
    }

    /// <inheritdoc/>
    public ValueTask<ApplyResult> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var results = new List<GroupResult>(plan.Groups.Count);
        foreach (var group in plan.Groups)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                break;
            }

            lock (_lock)
            {
                results.Add(Apply(group, plan.Observed));
            }
        }

        return ValueTask.FromResult(new ApplyResult(results));
    }

    /// <summary>Takes the task that has waited longest, as a worker's <c>RPOP</c> does. Its claim stays.</summary>
    /// <param name="groupId">The builder group.</param>
    /// <param name="envelope">The retask envelope; <see cref="RetaskEnvelope.Read"/> opens it.</param>
    /// <returns>False when nothing waits.</returns>
    public bool TryPop(string groupId, [NotNullWhen(true)] out ReadOnlyMemory<byte> envelope)
    {
        ArgumentNullException.ThrowIfNull(groupId);
        lock (_lock)
        {
            envelope = default;
            return _groups.TryGetValue(groupId, out var group) && group.TryPop(out envelope);
        }
    }

    private GroupResult Apply(GroupPlan plan, QueueState observed)
    {
        var outcome = new GroupOutcome(plan.GroupId);
        if (observed.Groups.TryGetValue(plan.GroupId, out var state) && state.Incarnation is not null && state.Incarnation != _incarnation)
        {
            outcome.Stale = true;
            return outcome.Result();
        }

        if (!_groups.TryGetValue(plan.GroupId, out var group))
        {
            group = new InMemoryGroup();
            _groups[plan.GroupId] = group;
        }

        Withdraw(plan, group, outcome);
        Enqueue(plan, group, outcome);
        return outcome.Result();
    }

    private void Withdraw(GroupPlan plan, InMemoryGroup group, GroupOutcome outcome)
    {
        var current = plan.Withdraw.Select(decision => decision.Claim).Where(IsCurrent).ToList();
        var removed = group.Remove(current.Where(claim => claim.Standing == ClaimStanding.Waiting).Select(claim => claim.Urn).ToHashSet());
        foreach (var (claim, _) in plan.Withdraw)
        {
            if (IsCurrent(claim) && (claim.Standing != ClaimStanding.Waiting || removed.Contains(claim.Urn)))
            {
                _claims.Remove(claim.TaskId);
                outcome.Withdrawn.Add(claim.TaskId);
                group.Written();
            }
            else
            {
                outcome.Superseded.Add(claim.TaskId);
            }
        }
    }

    private bool IsCurrent(Claim claim) => _claims.TryGetValue(claim.TaskId, out var current) && current.Urn == claim.Urn && current.Attempt == claim.Attempt;

    private void Enqueue(GroupPlan plan, InMemoryGroup group, GroupOutcome outcome)
    {
        var texts = new TextPool();
        foreach (var task in plan.Enqueue)
        {
            if (_claims.ContainsKey(task.TaskId))
            {
                outcome.Duplicates.Add(task.TaskId);
                continue;
            }

            var claim = new Claim(task.TaskId, plan.GroupId, Guid.NewGuid(), 1, ClaimStanding.Waiting, LimitKeys.Of(task, texts));
            _envelope.ResetWrittenCount();
            RetaskEnvelope.Write(_envelope, task.Json.Span, claim.Urn, _python);
            _claims[task.TaskId] = claim;
            group.Push(claim, _envelope.WrittenSpan.ToArray());
            outcome.Enqueued.Add(task.TaskId);
        }
    }
}
