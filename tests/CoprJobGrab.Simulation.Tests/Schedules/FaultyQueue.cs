using CoprJobGrab.TestKit;

namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>A grabber's queue in memory with a deliberate fault.</summary>
internal sealed class FaultyQueue(Fault fault, MemoryGround ground, ScheduleConfiguration configuration, int grabber) : IBuildQueue
{
    private IBuildQueue _inner = ground.Queue(configuration.Groups);

    public MemoryGround Ground => ground;

    public ScheduleConfiguration Configuration => configuration;

    /// <summary>Whose queue it is.</summary>
    public required ScheduleGrabber Planner { get; init; }

    /// <summary>The number of the grabber.</summary>
    public int Grabber => grabber;

    public long Epoch { get; private set; }

    public bool ServesCommands => true;

    public bool IsShared => false;

    /// <summary>Forgets all that it knows, as a new process.</summary>
    public async ValueTask ForgetAsync()
    {
        _inner = ground.Queue(configuration.Groups);
        await _inner.LeadAsync(Epoch, [.. configuration.Groups]);
    }

    public async ValueTask LeadAsync(long epoch, IReadOnlyCollection<string> groupIds, bool afterLoss, CancellationToken cancellationToken)
    {
        fault.BeforeLead(this, epoch);
        await _inner.LeadAsync(epoch, groupIds, afterLoss, cancellationToken);
        Epoch = epoch;
    }

    public async ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken)
    {
        fault.BeforeObserve(this);
        return fault.AfterObserve(this, await _inner.ObserveAsync(cancellationToken));
    }

    public async ValueTask<IReadOnlyList<GroupResult>> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken)
    {
        var result = await _inner.ApplyAsync(fault.BeforeApply(this, plan), cancellationToken);
        fault.AfterApply(this, result);
        return result;
    }

    public ValueTask<int> CommandAsync(IReadOnlyList<ClaimCommand> commands, CancellationToken cancellationToken) =>
        _inner.CommandAsync(fault.BeforeCommand(commands), cancellationToken);

    public ValueTask<QueueState> LookAsync(CancellationToken cancellationToken) => _inner.LookAsync(cancellationToken);

    public QueuePlace? PlaceOf(Claim claim) => _inner.PlaceOf(claim);
}
