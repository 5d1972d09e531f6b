using CoprJobGrab.Tests.Scheduling;
using CsCheck;

namespace CoprJobGrab.Tests.Explaining;

/// <summary>A list, claims, limits and cancels made of numbers, with what a cycle would make of them.</summary>
internal sealed class RandomEvidence
{
    private static readonly string[] Owners = ["jdoe", "cecil", "@cvrt"];
    private static readonly string[] Architectures = ["x86_64", "i386", "s390x", "riscv64"];
    private static readonly string[] Groups = ["0", "1", "9"];
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(20_000);

    public RandomEvidence((int Id, int Kind)[] listed, (int Id, int Kind)[] claimed, int[] cancelled, int limits)
    {
        var tasks = listed.Where(record => record.Kind % 9 != 0).Select(record => Task(record.Id, record.Kind)).ToList();
        var malformed = listed.Where(record => record.Kind % 9 == 0).Select((record, index) => new MalformedRecord(index, $"{record.Id}", "it is nonsense"))
            .ToList();
        var claims = claimed.DistinctBy(claim => claim.Id).Select(claim => Claim(claim.Id, claim.Kind)).ToDictionary(claim => claim.TaskId);
        var groups = Groups
            .ToDictionary(id => id, id => new GroupState(id, claims.Values.Count(claim => claim.GroupId == id && claim.State == ClaimState.Waiting), "i", 1)
        {
            Time = Now, IsConfigured = id != "9",
        });
        Cancelled = cancelled.Select(id => $"{id}").ToHashSet();
        var rules = Rules(limits);
        var claimRules = new ClaimRules(ReleaseRule.WhenUnlisted, TimeSpan.FromHours(26), TimeSpan.FromHours(26), 2, (RemovedGroups)(limits % 3));
        var input = new PlanInput(new QueueState(groups, claims), ListMemory.None, claimRules, TimeSpan.FromHours(1), TimeSpan.FromSeconds(10))
        {
            Scheduling = rules,
            Cancelled = Cancelled,
        };
        var router = new ArchitectureRouter(new BuilderGroups([new("0", ["x86_64", "i386", "source"]), new("1", ["s390x"])]));
        (Plan, _) = new Scheduler(router).Plan(new(tasks, malformed), input);
        ExplainInput = new ExplainInput(Plan, claimRules, rules) { Cancelled = Cancelled, PlaceOf = claim =>
            claim.State == ClaimState.Waiting ? new QueuePlace("list", 1, 1) : null };
    }

    public static Gen<RandomEvidence> Generator { get; } = Gen.Select(
        Gen.Select(Gen.Int[0, 30], Gen.Int[0, 100_000]).Array[0, 40],
        Gen.Select(Gen.Int[0, 35], Gen.Int[0, 100_000]).Array[0, 30],
        Gen.Int[0, 35].Array[0, 4],
        Gen.Int[0, 100_000],
        (listed, claimed, cancelled, limits) => new RandomEvidence(listed, claimed, cancelled, limits));

    public IReadOnlySet<string> Cancelled { get; }

    public GrabPlan Plan { get; }

    public ExplainInput ExplainInput { get; }

    private static BuildTask Task(int id, int kind) => Desk.Task(
        $"{id}", Owners[kind % 3], kind % 2 == 0 ? "hello" : "tools", kind % 7 == 0 ? null : Architectures[kind / 3 % 4], tags: kind % 4 == 0 ? ["Power9"] : [],
        ssh: kind % 5 == 0);

    private static Claim Claim(int id, int kind)
    {
        var standing = (ClaimState)(kind % 5);
        var groupId = Groups[kind / 5 % 3];
        var urn = new Guid(id, 0, 0, new byte[8]);
        var claim = new Claim($"{id}", groupId, urn, 1 + (kind % 2), standing, kind % 6 == 0 ? new LimitKeys() : Task(id, kind).Limits)
        {
            QueuedAt = kind % 3 == 0 ? null : Now.AddHours(-1),
        };
        return standing switch
        {
            ClaimState.Leased => claim with
            {
                LeasedUntil = Now.AddMinutes((kind % 3) - 1),
                Mark = ClaimMark.LeaseOf(urn, claim.Attempt, Now.AddMinutes((kind % 3) - 1), kind % 8 == 0),
            },
            ClaimState.Silent => claim with { SilentSince = kind % 4 == 0 ? null : Now.AddHours(-kind % 60) },
            ClaimState.Released => claim with { Mark = ClaimMark.ReleaseOf(urn, claim.Attempt, 7, (ReleaseReason)(kind / 15 % 5)) },
            ClaimState.Parked => claim with { ParkedBecause = kind % 4 == 0 ? null : "it failed" },
            _ => claim,
        };
    }

    private static SchedulingRules Rules(int value)
    {
        var options = new SchedulingOptions();
        var most = value % 4;
        options.Limits.Total = value % 2 == 0 ? most * 4 : null;
        options.Limits.PerOwner = value % 3 == 0 ? most + 1 : null;
        options.Limits.PerSandbox = value % 5 == 0 ? 1 : null;
        options.Limits.Tags["Power9"] = most;
        options.Limits.PerOwnerOfGroup["0"] = most + 1;
        options.Limits.UserSshPerOwner = 1;
        var host = new HostScheduling(null, value % 7 == 0 ? task => task.TaskId.EndsWith('7') : null, [new HostLimit("owner", task => task.TaskId[..1], 3)]);
        return SchedulingRules.From(options, [new BuilderGroup("0", ["x86_64"]) { Depth = value % 3 == 1 ? 2 : null }, new BuilderGroup("1", ["s390x"])], host);
    }
}
