namespace CoprJobGrab.Tests.Queues;

/// <summary>A queue with claims whose calls the test refuses or changes before the queue inside has them, and which keeps what it was called.</summary>
internal sealed class ScriptedClaimQueue(IClaimQueue inner) : IClaimQueue
{
    /// <summary>Is told an epoch before it is written; what it throws is the answer.</summary>
    public Action<long> OnLead { get; set; } = _ => { };

    /// <summary>Comes before an observation; what it throws is the answer.</summary>
    public Action OnObserve { get; set; } = () => { };

    /// <summary>Changes what the grabber is told of a written plan.</summary>
    public Func<ApplyResult, ApplyResult> OnApplied { get; set; } = applied => applied;

    /// <summary>Changes what somebody sees who does not plan.</summary>
    public Func<QueueState, QueueState> OnLooked { get; set; } = state => state;

    /// <summary>The names of the calls of a cycle, in their order.</summary>
    public List<string> Calls { get; } = [];

    public ValueTask LeadAsync(long epoch, CancellationToken cancellationToken)
    {
        Calls.Add($"lead {epoch}");
        OnLead(epoch);
        return inner.LeadAsync(epoch, cancellationToken);
    }

    public ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken)
    {
        Calls.Add("observe");
        OnObserve();
        return inner.ObserveAsync(cancellationToken);
    }

    public async ValueTask<ApplyResult> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken)
    {
        Calls.Add("apply");
        return OnApplied(await inner.ApplyAsync(plan, cancellationToken));
    }

    public async ValueTask<QueueState> LookAsync(CancellationToken cancellationToken)
    {
        Calls.Add("look");
        return OnLooked(await inner.LookAsync(cancellationToken));
    }

    public ValueTask<int> ReleaseAsync(IReadOnlyList<Release> releases, CancellationToken cancellationToken) => inner.ReleaseAsync(releases, cancellationToken);

    public void WentBack()
    {
        Calls.Add("went back");
        inner.WentBack();
    }

    public void Configure(IReadOnlyCollection<string> groupIds) => inner.Configure(groupIds);

    public QueuePlace? PlaceOf(Claim claim) => inner.PlaceOf(claim);
}
