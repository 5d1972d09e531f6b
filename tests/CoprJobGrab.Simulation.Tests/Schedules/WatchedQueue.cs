namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>A grabber's queue: stops where the schedule says, tells when something was observed or written, and has the schedule's clock.</summary>
internal sealed class WatchedQueue(IClaimQueue inner, ScheduleGrabber grabber, Losses losses, TimeProvider? time) : IClaimQueue
{
    public async ValueTask LeadAsync(long epoch, CancellationToken cancellationToken)
    {
        await grabber.PassAsync(PausePoint.BeforeLead);
        await inner.LeadAsync(epoch, cancellationToken);
        losses.Led(grabber);
    }

    public async ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken)
    {
        grabber.BeforeObserve();
        await grabber.PassAsync(PausePoint.BeforeObserve);
        var state = await inner.ObserveAsync(cancellationToken);
        losses.Observed(grabber, state, beginsList: !grabber.TopsUp);
        await grabber.PassAsync(PausePoint.AfterObserve);
        return time is null ? state : state with
        {
            Groups = state.Groups.ToDictionary(group => group.Key, group => group.Value with { Time = time.GetUtcNow() }),
        };
    }

    public async ValueTask<ApplyResult> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken)
    {
        await grabber.PassAsync(PausePoint.BeforeApply);
        var result = await inner.ApplyAsync(plan, cancellationToken);
        await losses.AppliedAsync(grabber, plan.Observed, result);
        return grabber.LosesAnswer() ? throw new BuildQueueException("The answer was lost.") : result;
    }

    public ValueTask<int> ReleaseAsync(IReadOnlyList<Release> releases, CancellationToken cancellationToken) => inner.ReleaseAsync(releases, cancellationToken);

    public void WentBack() => inner.WentBack();

    public void Configure(IReadOnlyCollection<string> groupIds) => inner.Configure(groupIds);

    public async ValueTask<QueueState> LookAsync(CancellationToken cancellationToken)
    {
        var state = await inner.LookAsync(cancellationToken);
        losses.Looked(grabber, state);
        return state;
    }

    public QueuePlace? PlaceOf(Claim claim) => inner.PlaceOf(claim);
}
