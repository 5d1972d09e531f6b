namespace CoprJobGrab.Simulation.Tests.Schedules;

internal sealed class MemoryGround : Ground
{
    private readonly SharedLease _lease;
    private readonly Fault? _fault;

    public MemoryGround(TimeProvider time, Fault? fault = null)
    {
        _fault = fault;
        _lease = new SharedLease(time, fault?.StandbysLeadAtOnce ?? false);
        Store = new InMemoryStore(time);
        LoseEverything();
    }

    public InMemoryStore Store { get; }

    public override IBuildQueue Queue(IReadOnlyList<string> groups) => new InMemoryBuildQueue(Store, groups);

    public override ILeadership Leadership() => _lease.Of();

    public override void Died(ILeadership leadership) => _lease.Died(leadership);

    public override bool LedLast(ILeadership leadership) => _lease.LedLast(leadership);

    public override Task<bool> RenewLostAsync(TimeSpan span) => Task.FromResult(_lease.RenewLost());

    public override IWorkerQueue Workers => _fault is null ? new WorkerQueue(Store) : new FaultyWorkers(_fault, Store);

    protected override Task EndLeaseAsync()
    {
        _lease.RunOut();
        return Task.CompletedTask;
    }

    public override Task<string?> PopAsync(string group) => Task.FromResult(Store.Groups[group].Waiting.Pop()?.TaskId);

    public override Task<bool> HasIncarnationAsync(string group) => Task.FromResult(Store.Groups[group].Incarnation is not null);

    public override Task<bool> HasClaimAsync(string group, string taskId) => Task.FromResult(Store.Groups[group].Claims.ContainsKey(taskId));

    public override Task<bool> HasRecordAsync(string group, string taskId) =>
        Task.FromResult(Store.Groups[group].Marks.GetValueOrDefault(taskId) is ClaimMark.ReleaseRecord);

    public override Task<bool> HasReportAsync(string group, string taskId) => Task.FromResult(Store.Groups[group].Reports.ContainsKey(taskId));

    public override Task<IReadOnlyList<string>> ListedAsync(string group) =>
        Task.FromResult<IReadOnlyList<string>>([.. Store.Groups[group].Waiting.Select(element => element.TaskId!)]);

    public override Task<IReadOnlyList<string>> KeptAsync(string group) =>
        Task.FromResult<IReadOnlyList<string>>([.. Store.Groups[group].Claims.Keys, .. Store.Groups[group].Marks.Keys, .. Store.Groups[group].Reports.Keys]);

    public override Task LoseAsync(StepKind what, string group)
    {
        var lost = Store.Groups[group];
        switch (what)
        {
            case StepKind.LoseAll:
                LoseEverything();
                _lease.Lose();
                break;
            case StepKind.LoseClaims:
                lost.LoseClaims();
                break;
            case StepKind.LoseMarks:
                lost.Marks.Clear();
                break;
            case StepKind.LoseMeta:
                lost.LoseMeta();
                break;
            case StepKind.LoseList:
                lost.Waiting.Clear();
                break;
        }

        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void LoseEverything()
    {
        Store.Registry.Clear();
        foreach (var group in Groups)
        {
            Store.Groups[group] = new InMemoryGroup { Incarnation = null };
        }
    }
}
