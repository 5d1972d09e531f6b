namespace CoprJobGrab.Tests.Scheduling;

/// <summary>Plans one list after the other against queues that are as the test says.</summary>
internal sealed class Desk
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Scheduler _scheduler;
    private readonly Dictionary<string, Claim> _claims = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _waiting = new() { ["0"] = 0, ["1"] = 0 };
    private ListMemory _memory = ListMemory.None;
    private TimeSpan _now = TimeSpan.FromHours(1);

    public Desk(params BuilderGroup[] groups) =>
        _scheduler = new Scheduler(new ArchitectureRouter(new BuilderGroups(groups.Length > 0 ? groups : [new("0", ["*", "source"]), new("1", ["s390x"])])));

    public SchedulingRules Rules { get; set; } = SchedulingRules.None;

    public HashSet<string> Cancelled { get; } = [];

    public ClaimOptions Options { get; } = new();

    /// <summary>Between two plans.</summary>
    public TimeSpan Step { get; set; } = Interval;

    public IReadOnlyList<MalformedRecord> Malformed { get; set; } = [];

    /// <summary>A group that is not configured any more.</summary>
    public GroupState? Left { get; set; }

    public IReadOnlyDictionary<string, Claim> Claims => _claims;

    public static BuildTask Task(
        string id, string owner = "jdoe", string project = "hello", string? arch = "x86_64", bool background = false, string[]? tags = null, bool ssh = false,
        string? sandbox = null) =>
        BuildTask.Parse(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>
        {
            ["task_id"] = id,
            ["project_owner"] = owner,
            ["sandbox"] = sandbox ?? $"{owner}/{project}--{owner}",
            ["background"] = background,
            ["chroot"] = arch is null ? null : $"fedora-42-{arch}",
            ["tags"] = tags ?? [],
            ["allow_user_ssh"] = ssh,
        }));

    public void Limit(Action<SchedulingOptions> set, HostScheduling? host = null, int? depth = null)
    {
        var options = new SchedulingOptions();
        set(options);
        Rules = SchedulingRules.From(options, [new BuilderGroup("0", ["*"]) { Depth = depth }, new BuilderGroup("1", ["s390x"])], host ?? HostScheduling.None);
    }

    /// <summary>Plans the list and does what the plan says.</summary>
    public GrabPlan Poll(params IEnumerable<BuildTask> list)
    {
        (var plan, _memory) = _scheduler.Plan(new([.. list], Malformed), Input());
        return Applied(plan);
    }

    /// <summary>Plans the list and does nothing.</summary>
    public GrabPlan Look(params IEnumerable<BuildTask> list) => _scheduler.Plan(new([.. list]), Input() with { Memory = _memory.ToLook() }).Plan;

    /// <summary>Another grabber leads.</summary>
    public void LeadAnew() => _memory = ListMemory.None;

    /// <summary>Lets in what the plan held.</summary>
    public GrabPlan TopUp(HeldTasks held) => held.InOrder.Count == 0 ? new GrabPlan(QueueState.Empty, []) : Applied(Scheduler.TopUp(held, Input()));

    public HeldTasks Held(GrabPlan plan) => HeldTasks.Of(plan, _memory.Book!);

    /// <summary>A worker takes the oldest that waits.</summary>
    public void Take(string taskId)
    {
        var claim = _claims[taskId];
        _claims[taskId] = claim with { State = ClaimState.Silent, SilentSince = DateTimeOffset.UnixEpoch };
        _waiting[claim.GroupId]--;
    }

    /// <summary>A build ends.</summary>
    public void End(string taskId) => _claims.Remove(taskId);

    /// <summary>A mark ends the claim of a taken task.</summary>
    public void Release(string taskId, ReleaseReason reason, TimeSpan? pause = null, string why = "")
    {
        var claim = _claims[taskId];
        _claims[taskId] = claim.Under(
            ClaimMark.ReleaseOf(claim.Urn, claim.Attempt, 1, reason, DateTimeOffset.UnixEpoch + pause, why));
    }

    /// <summary>A worker with a lease is told that the user cancels.</summary>
    public void Tell(string taskId, TimeSpan left = default)
    {
        var claim = _claims[taskId] with { State = ClaimState.Silent };
        _claims[taskId] = claim.Under(ClaimMark.LeaseOf(claim.Urn, claim.Attempt, DateTimeOffset.UnixEpoch + left, tellsWorker: true));
    }

    /// <summary>The end of a build is stored, and not told yet.</summary>
    public void EndUntold(string taskId)
    {
        var claim = _claims[taskId];
        _claims[taskId] = claim.Under(ClaimMark.EndOf(claim.Urn, claim.Attempt));
    }

    public void Stand(string taskId, ClaimState standing) => _claims[taskId] = _claims[taskId] with { State = standing };

    public static IEnumerable<string> Pushed(GrabPlan plan) => plan.Groups.SelectMany(group => group.Enqueue).Select(task => task.TaskId);

    public static string Why(GrabPlan plan, string taskId) => plan.Tasks.Single(planned => planned.Task.TaskId == taskId).Decision.Reason;

    private GrabPlan Applied(GrabPlan plan)
    {
        foreach (var group in plan.Groups)
        {
            foreach (var (task, limits) in group.Enqueue)
            {
                _claims.Add(task.TaskId, new Claim(task.TaskId, group.GroupId, Guid.NewGuid(), 1, ClaimState.Waiting, limits));
                _waiting[group.GroupId]++;
            }

            foreach (var requeue in group.Requeue)
            {
                _claims[requeue.Task.TaskId] = requeue.Claim with { State = ClaimState.Waiting, SilentSince = null, Attempt = requeue.Attempt };
                _waiting[group.GroupId]++;
            }
        }

        return plan;
    }

    private PlanInput Input()
    {
        _now += Step;
        var groups = _waiting.ToDictionary(group => group.Key, group => new GroupState(group.Key, group.Value, "i", 1) { Time = DateTimeOffset.UnixEpoch });
        if (Left is not null)
        {
            groups[Left.GroupId] = Left;
        }

        return new PlanInput(new QueueState(groups, _claims), _memory, ClaimRules.From(
            Options, ReleaseRule.WhenUnlisted, listsRunning: true), _now, Interval) { Scheduling = Rules, Cancelled = Cancelled };
    }
}
