namespace CoprJobGrab.Tests.Queues;

/// <summary>A queue with claims whose calls the test refuses or changes before the queue inside has them, and which keeps what it was called.</summary>
internal sealed class ScriptedClaimQueue(IBuildQueue inner) : DelegatingBuildQueue(inner)
{
    /// <summary>Is told an epoch before it is written; what it throws is the answer.</summary>
    public Action<long> OnLead { get; set; } = _ => { };

    /// <summary>Comes before an observation; what it throws is the answer.</summary>
    public Action OnObserve { get; set; } = () => { };

    /// <summary>Changes what the grabber is told of a written plan.</summary>
    public Func<IReadOnlyList<GroupResult>, IReadOnlyList<GroupResult>> OnApplied { get; set; } = applied => applied;

    /// <summary>Changes what somebody sees who does not plan.</summary>
    public Func<QueueState, QueueState> OnLooked { get; set; } = state => state;

    /// <summary>The names of the calls of a cycle, in their order.</summary>
    public List<string> Calls { get; } = [];

    public override ValueTask LeadAsync(long epoch, IReadOnlyCollection<string> groupIds, bool afterLoss, CancellationToken cancellationToken)
    {
        Calls.AddRange(afterLoss ? ["went back", $"lead {epoch}"] : [$"lead {epoch}"]);
        OnLead(epoch);
        return base.LeadAsync(epoch, groupIds, afterLoss, cancellationToken);
    }

    public override ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken)
    {
        Calls.Add("observe");
        OnObserve();
        return base.ObserveAsync(cancellationToken);
    }

    public override async ValueTask<IReadOnlyList<GroupResult>> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken)
    {
        Calls.Add("apply");
        return OnApplied(await base.ApplyAsync(plan, cancellationToken));
    }

    public override async ValueTask<QueueState> LookAsync(CancellationToken cancellationToken)
    {
        Calls.Add("look");
        return OnLooked(await base.LookAsync(cancellationToken));
    }

    public override ValueTask<int> CommandAsync(IReadOnlyList<ClaimCommand> commands, CancellationToken cancellationToken)
    {
        Calls.Add("command");
        return base.CommandAsync(commands, cancellationToken);
    }
}
