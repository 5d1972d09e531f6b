using CoprJobGrab.Snippets;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Simulation.Tests.Crashes;

/// <summary>The explorer finds what is wrong, and names it so that it can be run alone.</summary>
public sealed class CrashPointExplorerSpecs
{
    [Fact]
    public async Task A_queue_that_pushes_before_it_claims_is_caught_between_the_two_and_nowhere_else()
    {
        var explorer = new CrashPointExplorer(() => ValueTask.FromResult<GrabberWorld>(new PushesBeforeItClaims()), Plays.CleanStopAsync);

        var caught = (await explorer.Awaiting(one => one.ExploreAsync()).Should().ThrowAsync<CrashPointException>()).Which;

        caught.Failures.Should().HaveCount(2).And.OnlyContain(run => run.CrashedAt == "between push and claim");
        caught.Failures[0].Violations.Should().Equal("task 1 is listed and was handed out 2 times");
        caught.Message.Should().Contain($"step {caught.Failures[0].Step} (between push and claim): task 1 is listed and was handed out 2 times");
        (await explorer.RunAsync(caught.Failures[1].Step)).Should().BeEquivalentTo(caught.Failures[1], "a failing step runs alone");
    }

    [Fact]
    public async Task A_queue_that_answers_without_writing_is_caught_without_any_crash()
    {
        var explorer = new CrashPointExplorer(
            () => ValueTask.FromResult<GrabberWorld>(new InMemoryGrabberWorld(queue => new AnswersWithoutWriting(queue))), Plays.CleanStopAsync);

        var run = await explorer.RunAsync(0);

        run.CrashedAt.Should().BeNull();
        run.Violations.Should().Contain(["task 1 is listed and was handed out 0 times", "task 1 is listed and not claimed"]);
    }

    [Fact]
    public async Task An_action_whose_result_is_never_taken_is_caught()
    {
        var explorer = new CrashPointExplorer(
            () =>
            {
                var world = new InMemoryGrabberWorld();
                world.Reporter.OnReport = (_, _) => throw new TaskSourceException(TaskSourceFault.Unreachable, "nobody is there");
                return ValueTask.FromResult<GrabberWorld>(world);
            },
            Plays.ActionsAsync);

        (await explorer.RunAsync(0)).Violations.Should().Equal(
            "the frontend does not know the result of action 1", "the frontend does not know the result of action 2");
    }

    [Fact]
    public async Task A_queue_that_never_becomes_quiet_is_caught()
    {
        var explorer = new CrashPointExplorer(
            () => ValueTask.FromResult<GrabberWorld>(new InMemoryGrabberWorld(queue => new ForgetsEveryOtherTime(queue))), Plays.CleanStopAsync);

        (await explorer.RunAsync(0)).Violations.Should().Equal("the queue does not become quiet: 30 cycles after the crash it still changes");
    }

    [Fact]
    public async Task What_hangs_is_a_violation_of_the_run_whose_step_it_came_after()
    {
        var explorer = new CrashPointExplorer(
            () => ValueTask.FromResult<GrabberWorld>(new InMemoryGrabberWorld(queue =>
            {
                var interruptible = new InterruptibleQueue(queue);
                interruptible.Interrupt(QueueCall.Apply, QueueFault.HangsBefore);
                return interruptible;
            })),
            world =>
            {
                world.List(Plans.Task("1"));
                return world.CycleAsync();
            })
        {
            Deadline = TimeSpan.FromMilliseconds(300),
        };

        (await explorer.RunAsync(0)).Should()
            .BeEquivalentTo(new { Step = 0, CrashedAt = default(string), Violations = new[] { "a cycle did not end within 00:00:00.3000000" } });
        (await explorer.RunAsync(1)).Should()
            .BeEquivalentTo(new { Step = 1, CrashedAt = "before LeadAsync", Violations = new[] { "a cycle did not end within 00:00:00.3000000" } });
    }

    [Fact]
    public async Task A_scenario_that_hangs_is_a_violation_too()
    {
        var never = new TaskCompletionSource();
        var explorer = new CrashPointExplorer(() =>
            ValueTask.FromResult<GrabberWorld>(new InMemoryGrabberWorld()), _ => never.Task) { Deadline = TimeSpan.FromMilliseconds(300) };

        var caught = (await explorer.Awaiting(one => one.ExploreAsync()).Should().ThrowAsync<CrashPointException>()).Which;

        caught.Failures[0].Violations.Should().Equal("the scenario did not end within 00:00:00.6000000");
    }

    [Fact]
    public async Task A_cancel_that_was_not_answered_before_the_crash_and_is_at_the_third_try_after_it_is_settled()
    {
        var explorer = new CrashPointExplorer(
            () =>
            {
                var world = new InMemoryGrabberWorld();
                world.Cancels.OnAnswer = (_, _) =>
                    world.Cancels.Tries.Items.Count < 3
                        ? throw new TaskSourceException(TaskSourceFault.Unreachable, "nobody is there")
                        : ValueTask.CompletedTask;
                return ValueTask.FromResult<GrabberWorld>(world);
            },
            CancelAsync);

        (await RunAtAsync(explorer, "before AnswerAsync of task 1")).Violations.Should().BeEmpty();
    }

    [Fact]
    public async Task Cancels_whose_list_cannot_be_had_at_first_after_the_crash_are_served_later()
    {
        var explorer = new CrashPointExplorer(
            () =>
            {
                var world = new InMemoryGrabberWorld();
                var (fetches, fetch) = (0, world.Cancels.OnFetch);
                world.Cancels.OnFetch = stop => fetches++ < 4 ? throw new TaskSourceException(TaskSourceFault.Unreachable, "nobody is there") : fetch(stop);
                return ValueTask.FromResult<GrabberWorld>(world);
            },
            CancelAsync);

        (await RunAtAsync(explorer, "before FetchAsync of cancel requests")).Violations.Should().BeEmpty();
    }

    [Fact]
    public Task The_documented_world_and_scenario_have_no_crash_point_that_is_not_mended() => CrashPointTest.RunAsync();

    [Fact]
    public async Task A_scenario_that_fails_by_itself_is_not_taken_for_a_crash()
    {
        var explorer = new CrashPointExplorer(
            () => ValueTask.FromResult<GrabberWorld>(new InMemoryGrabberWorld()), _ => throw new NotSupportedException("a fault of the scenario"));

        await explorer.Awaiting(one => one.ExploreAsync()).Should().ThrowAsync<NotSupportedException>();
    }

    private static async Task CancelAsync(GrabberWorld world)
    {
        world.List(Plans.Task("1"));
        await world.CycleAsync();
        await world.CancelAsync("1");
    }

    /// <summary>The run whose grabber was stopped at the step of this name.</summary>
    private static async Task<CrashPointRun> RunAtAsync(CrashPointExplorer explorer, string crashedAt)
    {
        for (var step = 1; ; step++)
        {
            var run = await explorer.RunAsync(step);
            run.CrashedAt.Should().NotBeNull("some step is called '{0}'", crashedAt);
            if (run.CrashedAt == crashedAt)
            {
                return run;
            }
        }
    }
}
