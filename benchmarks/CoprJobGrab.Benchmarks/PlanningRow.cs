using System.Text;

namespace CoprJobGrab.Benchmarks;

/// <summary>Planning a list with every kind of limit set, half of it claimed and half held, beside a sort of the same priorities.</summary>
internal static class PlanningRow
{
    private const int Rounds = 9;
    private const int Changed = 1_000;

    public static void Measure(Figures figures, int size)
    {
        // One reader, as that of a list.
        var records = new BuildRecordReader();
        var tasks = Enumerable.Range(0, size).Select(index => Task(records, index, "")).ToArray();
        // The code is to have run before it counts, as that of a grabber has.
        new Planner(size).Plan(tasks);
        var planner = new Planner(size);
        var first = Measure(() => planner.Plan(tasks));
        // The claims of what the first plan let in.
        planner.Claim();
        planner.Plan(tasks);

        List<(double Milliseconds, double KiB)> unchanged = [], changed = [];
        List<double> sorts = [];
        for (var round = 0; round < Rounds; round++)
        {
            unchanged.Add(Measure(() => planner.Plan(tasks)));
            for (var index = 0; index < Changed; index++)
            {
                tasks[size - 1 - index] = Task(records, size - 1 - index, $"{round}");
            }

            changed.Add(Measure(() => planner.Plan(tasks)));
            var keys = planner.Priorities();
            sorts.Add(Measure(() => Array.Sort(keys)).Milliseconds);
        }

        figures.Add($"plan.{size}.first.ms", first.Milliseconds);
        figures.Add($"plan.{size}.sort.ms", sorts.Median());
        foreach (var (name, plans) in new[] { ("unchanged", unchanged), ("changed", changed) })
        {
            figures.Add($"plan.{size}.{name}.ms", plans.Median(plan => plan.Milliseconds));
            figures.Add($"plan.{size}.{name}.kib", plans.Median(plan => plan.KiB));
        }
    }

    private static (double Milliseconds, double KiB) Measure(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var started = TimeProvider.System.GetTimestamp();
        action();
        var elapsed = TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
        return (elapsed, (GC.GetAllocatedBytesForCurrentThread() - before) / 1024.0);
    }

    private static BuildTask Task(BuildRecordReader records, int index, string mark) =>
        records.ReadAlone(
            Encoding.UTF8.GetBytes(
                BenchBuilds.Record(index).Replace("\"timeout\": 0", $"\"timeout\": 0, \"tags\": [\"big\"], \"mark\": \"{mark}\"", StringComparison.Ordinal)),
            index).Task!;

    /// <summary>A scheduler with all kinds of limits, of which the total holds half of the list.</summary>
    private sealed class Planner(int size)
    {
        private readonly Scheduler _scheduler = new(new ArchitectureRouter(new BuilderGroups([new BuilderGroup("0", ["*", "source"])])));
        private readonly SchedulingRules _rules = Rules(size);
        private readonly ClaimTable _claims = new();
        private ListMemory _memory = ListMemory.None;
        private GrabPlan? _plan;

        public void Plan(BuildTask[] tasks)
        {
            var groups = new Dictionary<string, GroupState> { ["0"] = new("0", _claims.View.Count, "i", 1) };
            var input = new PlanInput(
                new QueueState(groups, _claims.View) { Journal = _claims.Journal }, _memory,
                ClaimRules.From(new ClaimOptions(), ReleaseRule.WhenUnlisted, listsRunning: true), TimeSpan.Zero, TimeSpan.FromSeconds(10))
            {
                Scheduling = _rules,
            };
            (_plan, _memory) = _scheduler.Plan(new Listing<BuildTask>.Complete(tasks), input);
        }

        public void Claim()
        {
            _claims.Set([.. _plan!.Groups.SelectMany(group => group.Enqueue).Select(task => new Claim(
                task.TaskId, "0", Guid.NewGuid(), 1, ClaimState.Silent, task.Limits) { SilentSince = DateTimeOffset.UnixEpoch })]);
        }

        public long[] Priorities() => [.. _plan!.Tasks.Select(planned => planned.Priority)];

        private static SchedulingRules Rules(int size)
        {
            var options = new SchedulingOptions();
            var limits = options.Limits;
            (limits.Total, limits.PerSandbox, limits.PerOwner, limits.PerProject, limits.UserSshPerOwner) = (size / 2, size, size, size, 2);
            options.BlockedOwners.Add("user96");
            foreach (var architecture in new[] { "x86_64", "aarch64", "ppc64le", "s390x" })
            {
                limits.Architectures[architecture] = size;
                limits.PerOwnerOfArchitecture[architecture] = size;
            }

            (limits.Tags["big"], limits.PerOwnerOfTag["big"], limits.PerOwnerOfGroup["0"]) = (size, size, size);
            options.Shares["*"] = 1;
            return SchedulingRules.From(options, [new BuilderGroup("0", ["*"])], HostScheduling.None);
        }
    }
}
