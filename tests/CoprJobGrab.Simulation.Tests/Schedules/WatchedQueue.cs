namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>A grabber's queue: stops where the schedule says, tells when something was observed or written, and has the schedule's clock.</summary>
internal sealed class WatchedQueue(IBuildQueue inner, ScheduleGrabber grabber, Losses losses, TimeProvider? time) : DelegatingBuildQueue(inner)
{
    public override async ValueTask LeadAsync(long epoch, IReadOnlyCollection<string> groupIds, bool afterLoss, CancellationToken cancellationToken)
    {
        await grabber.PassAsync(PausePoint.BeforeLead);
        await base.LeadAsync(epoch, groupIds, afterLoss, cancellationToken);
        losses.Led(grabber);
    }

    public override async ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken)
    {
        grabber.BeforeObserve();
        await grabber.PassAsync(PausePoint.BeforeObserve);
        var state = await base.ObserveAsync(cancellationToken);
        losses.Observed(grabber, state, beginsList: !grabber.TopsUp);
        await grabber.PassAsync(PausePoint.AfterObserve);
        return time is null ? state : state with
        {
            Groups = state.Groups.ToDictionary(group => group.Key, group => group.Value with { Time = time.GetUtcNow() }),
        };
    }

    public override async ValueTask<IReadOnlyList<GroupResult>> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken)
    {
        await grabber.PassAsync(PausePoint.BeforeApply);
        var result = await base.ApplyAsync(plan, cancellationToken);
        await losses.AppliedAsync(grabber, plan.Observed, result);
        return grabber.LosesAnswer() ? throw new BuildQueueException("The answer was lost.") : result;
    }

    public override async ValueTask<QueueState> LookAsync(CancellationToken cancellationToken)
    {
        var state = await base.LookAsync(cancellationToken);
        losses.Looked(grabber, state);
        return state;
    }
}
