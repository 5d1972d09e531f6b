namespace CoprJobGrab.Simulation.Tests.Crashes;

/// <summary>
/// The awaited steps of one worker, by their names, and the one at which it dies: the first time that this step comes, for good.
/// Its steps go on side by side, so that a number would not name the same step in each run.
/// </summary>
internal sealed class WorkerSteps(string? crashAt)
{
    private readonly Lock _lock = new();
    private readonly List<string> _met = [];
    private bool _isDead;

    public bool IsDead
    {
        get
        {
            lock (_lock)
            {
                return _isDead;
            }
        }
    }

    /// <summary>The names so far, each once.</summary>
    public IReadOnlyList<string> Met
    {
        get
        {
            lock (_lock)
            {
                return [.. _met];
            }
        }
    }

    /// <summary>Makes a call between two steps: at the first one it is not made, and at the second one it is made and its answer lost.</summary>
    /// <param name="name">The name of the call.</param>
    /// <param name="call">The call.</param>
    /// <param name="dead">What the caller meets when the worker is dead: a failure that it may meet anyway.</param>
    public async ValueTask<T> CallAsync<T>(string name, Func<ValueTask<T>> call, Func<string, Exception> dead)
    {
        Pass($"before {name}", dead);
        var answer = await call();
        Pass($"after {name}", dead);
        return answer;
    }

    public void Pass(string step, Func<string, Exception> dead)
    {
        lock (_lock)
        {
            if (!_isDead && !_met.Contains(step))
            {
                _met.Add(step);
                _isDead = step == crashAt;
            }

            if (_isDead)
            {
                throw dead($"The worker is dead: {crashAt}.");
            }
        }
    }

    /// <summary>The steps around the workers' half of a queue. A look that finds nothing is no step, unless it is the first one.</summary>
    /// <param name="inner">The queue.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="stored">Is told of each end that the queue says to have stored.</param>
    public sealed class Queue(IWorkerQueue inner, WorkerSteps steps, Action<EndedBuild> stored) : DelegatingWorkerQueue(inner)
    {
        public override async ValueTask<IReadOnlyList<TakenBuild>> TakeAsync(
            IReadOnlyList<string> groupIds, int most, TimeSpan lease, CancellationToken cancellationToken)
        {
            steps.Pass("before TakeAsync", Fault);
            var taken = await base.TakeAsync(groupIds, most, lease, cancellationToken);
            foreach (var build in taken)
            {
                steps.Pass($"after TakeAsync of {build.TaskId}", Fault);
            }

            return taken;
        }

        public override ValueTask<IReadOnlyList<TakenBuild?>> RenewAsync(
            IReadOnlyList<TakenBuild> builds, TimeSpan lease, CancellationToken cancellationToken) =>
            CallAsync("RenewAsync", builds, () => base.RenewAsync(builds, lease, cancellationToken));

        public override ValueTask<IReadOnlyList<TakenBuild?>> EndAsync(
            IReadOnlyList<EndedBuild> builds, string teller, TimeSpan lease, CancellationToken cancellationToken) =>
            CallAsync("EndAsync", builds.Select(ended => ended.Build), async () =>
            {
                var held = await base.EndAsync(builds, teller, lease, cancellationToken);
                builds.ToList().ForEach(stored);
                return held;
            });

        public override ValueTask<IReadOnlyList<EndedBuild>> UntoldAsync(
            IReadOnlyList<string> groupIds, string teller, TimeSpan lease, CancellationToken cancellationToken) =>
            CallAsync("UntoldAsync", [], () => base.UntoldAsync(groupIds, teller, lease, cancellationToken));

        public override ValueTask<IReadOnlyList<bool>> FinishAsync(
            IReadOnlyList<(TakenBuild Build, BuildRelease Release)> builds, CancellationToken cancellationToken) =>
            CallAsync("FinishAsync", builds.Select(end => end.Build), () => base.FinishAsync(builds, cancellationToken));

        private ValueTask<T> CallAsync<T>(string name, IEnumerable<TakenBuild> builds, Func<ValueTask<T>> call)
        {
            var ids = string.Join(", ", builds.Select(build => build.TaskId));
            return steps.CallAsync(ids.Length == 0 ? name : $"{name} of {ids}", call, Fault);
        }

        private static BuildQueueException Fault(string message) => new(message);
    }

    /// <summary>The steps around a reporter.</summary>
    public sealed class Reporter(IBuildReporter inner, WorkerSteps steps) : IBuildReporter
    {
        public bool TellsOfGivingBack => inner.TellsOfGivingBack;

        public ValueTask<BuildStart> StartAsync(TakenBuild build, CancellationToken cancellationToken) =>
            steps.CallAsync($"StartAsync of {build.TaskId}", () => inner.StartAsync(build, cancellationToken), Fault);

        public async ValueTask RunningAsync(TakenBuild build, ReadOnlyMemory<byte> json, DateTimeOffset startedAt, CancellationToken cancellationToken)
        {
            steps.Pass($"before RunningAsync of {build.TaskId}", Fault);
            await inner.RunningAsync(build, json, startedAt, cancellationToken);
            steps.Pass($"after RunningAsync of {build.TaskId}", Fault);
        }

        public async ValueTask EndedAsync(BuildReport report, CancellationToken cancellationToken)
        {
            steps.Pass($"before EndedAsync of {report.TaskId}", Fault);
            await inner.EndedAsync(report, cancellationToken);
            steps.Pass($"after EndedAsync of {report.TaskId}", Fault);
        }

        private static TaskSourceException Fault(string message) => new(TaskSourceFault.Unreachable, message);
    }
}
