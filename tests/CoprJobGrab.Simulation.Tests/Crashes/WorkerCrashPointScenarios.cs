using CoprJobGrab.TestKit;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Simulation.Tests.Crashes;

/// <summary>A worker dies at every awaited step of its builds. Another one and the leader go on: nothing is lost, and each end is told once.</summary>
public abstract class WorkerCrashPointScenarios(RedisFixture? redis, ITestOutputHelper output)
{
    private const string First = "1-fedora-42-x86_64";
    private const string Second = "2-fedora-42-x86_64";

    // Longer than a third of the lease, so that it is renewed.
    private static readonly TimeSpan BuildTime = TimeSpan.FromSeconds(40);

    /// <summary>The frontend's two eras: one lists a running task all the time, one does not.</summary>
    public static TheoryData<bool> ListsRunning => [true, false];

    [Theory]
    [MemberData(nameof(ListsRunning))]
    public Task Every_step_of_builds_that_succeed_and_fail_may_be_the_last(bool listsRunning) => ExploreAsync(
        listsRunning, work => work.Task.TaskId == First ? new BuildOutcome.Succeeded() : new BuildOutcome.Failed("it does not compile"), isStopped: false,
        [.. OfBuild(First), .. OfBuild(Second), .. OfEnd(First), .. OfEnd(Second), "before UntoldAsync", "after UntoldAsync"]);

    [Theory]
    [MemberData(nameof(ListsRunning))]
    public Task Every_step_of_builds_that_are_given_back_may_be_the_last(bool listsRunning) => ExploreAsync(
        listsRunning,
        work => work.Attempt > 1 ? new BuildOutcome.Succeeded()
            : work.Task.TaskId == First ? new BuildOutcome.GivenBack("no room", TimeSpan.FromMinutes(1))
            : new BuildOutcome.GivenBack(),
        isStopped: false, [.. OfBuild(First), .. OfBuild(Second), .. OfEnd(First), .. OfEnd(Second)]);

    [Theory]
    [MemberData(nameof(ListsRunning))]
    public Task Every_step_of_a_stop_with_a_build_may_be_the_last(bool listsRunning) => ExploreAsync(
        listsRunning, _ => new BuildOutcome.Succeeded(), isStopped: true,
        [.. OfBuild(First).Except([.. Call("RenewAsync", First), $"after HandleAsync of {First}"]), .. Call("FinishAsync", First),
            .. listsRunning ? [] : OfEnd(First)]);

    [Fact]
    public async Task A_queue_that_stores_no_report_is_caught_between_the_end_and_its_telling()
    {
        string[] again = [$"{First} started after its end was stored"];

        (await ViolationsAsync($"before EndAsync of {First}")).Should().BeEmpty();
        (await ViolationsAsync($"after EndAsync of {First}")).Should().Equal(again);
        (await ViolationsAsync($"before EndedAsync of {First}")).Should().Equal(again);

        async Task<IReadOnlyList<string>> ViolationsAsync(string step) =>
            (await RunAsync(step, true, _ => new BuildOutcome.Succeeded(), false, queue => new EndsWithoutReport(queue))).Violations;
    }

    private static string[] OfBuild(string id) =>
    [
        $"after TakeAsync of {id}", .. Call("StartAsync", id), .. Call("RunningAsync", id), .. Call("RenewAsync", id), .. Call("HandleAsync", id)
    ];

    private static string[] OfEnd(string id) => [.. Call("EndAsync", id), .. Call("EndedAsync", id), .. Call("FinishAsync", id)];

    private static string[] Call(string name, string id) => [$"before {name} of {id}", $"after {name} of {id}"];

    /// <summary>Each step that any run meets is once the last one.</summary>
    private async Task ExploreAsync(bool listsRunning, Func<BuildWork, BuildOutcome> outcome, bool isStopped, string[] needed)
    {
        var (met, whole) = await RunAsync(null, listsRunning, outcome, isStopped);
        whole.Should().BeEmpty();
        var (steps, failures) = (new List<string>(met), new List<string>());
        for (var done = 0; done < steps.Count;)
        {
            // Each run has a world of its own, in which it mostly waits; but there is one Redis.
            var next = redis is null ? steps[done..] : [steps[done]];
            var runs = await Task.WhenAll(next.Select(step => Task.Run(() => RunAsync(step, listsRunning, outcome, isStopped))));
            done += next.Count;
            foreach (var (step, (also, violations)) in next.Zip(runs))
            {
                steps.AddRange(also.Except(steps));
                failures.AddRange(violations.Select(violation => $"{step}: {violation}"));
            }
        }

        output.WriteLine($"{steps.Count} steps: {string.Join(", ", steps)}");
        failures.Should().BeEmpty();
        steps.Should().Contain(needed);
    }

    private async Task<(IReadOnlyList<string> Met, IReadOnlyList<string> Violations)> RunAsync(
        string? crashAt, bool listsRunning, Func<BuildWork, BuildOutcome> outcome, bool isStopped, Func<IWorkerQueue, IWorkerQueue>? fault = null)
    {
        await using var world = new WorkerWorld([First, Second], listsRunning, redis is null ? null : (await redis.EmptyAsync()).Multiplexer, fault);
        var steps = new WorkerSteps(crashAt);
        var worker = await world.StartAsync(steps, Handler(world, steps, outcome));
        if (isStopped)
        {
            await world.RunAsync(worker, () => steps.IsDead || steps.Met.Contains($"after RunningAsync of {First}"));
            var stop = worker.StopAsync(CancellationToken.None);
            await world.RunAsync(worker, () => steps.IsDead || stop.IsCompleted);
        }
        else
        {
            await world.RunAsync(worker, () => steps.IsDead);
        }

        await WorkerWorld.KillAsync(worker);
        // Builds go on side by side, so that it may have died between the answer and the removal of one at a step of the other.
        var mayBeTwice = new[] { First, Second }.Where(id => crashAt == $"after EndedAsync of {id}" || crashAt == $"before FinishAsync of {id}"
            || (world.HasHeardEndOf(id) && !steps.Met.Any(step => step.StartsWith("after FinishAsync of ", StringComparison.Ordinal)
                && step.Contains(id, StringComparison.Ordinal)))).ToList();
        var none = new WorkerSteps(null);
        var next = await world.StartAsync(none, Handler(world, none, outcome));
        var ends = await world.RunAsync(next, () => false);
        await WorkerWorld.KillAsync(next);
        return (steps.Met, [.. ends ? [] : (string[])["it does not come to an end"], .. world.Violations(mayBeTwice, isStopped ? 1 : 0)]);
    }

    private static Func<BuildWork, CancellationToken, ValueTask<BuildOutcome>> Handler(
        WorkerWorld world, WorkerSteps steps, Func<BuildWork, BuildOutcome> outcome) => (work, stop) => steps.CallAsync(
            $"HandleAsync of {work.Task.TaskId}",
            async () =>
            {
                await world.BuildAsync(BuildTime, stop);
                return outcome(work);
            },
            message => new InvalidOperationException(message));

    /// <summary>A deliberately faulty queue: it ends the claim at once, and keeps nothing to tell.</summary>
    private sealed class EndsWithoutReport(IWorkerQueue inner) : DelegatingWorkerQueue(inner)
    {
        public override async ValueTask<IReadOnlyList<TakenBuild?>> EndAsync(
            IReadOnlyList<EndedBuild> builds, string teller, TimeSpan lease, CancellationToken cancellationToken)
        {
            await base.FinishAsync([.. builds.Select(ended => (ended.Build, (BuildRelease)new BuildRelease.Finished()))], cancellationToken);
            return [.. builds.Select(ended => ended.Build)];
        }
    }
}
