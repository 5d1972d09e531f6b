using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using CoprJobGrab.Tests.Queues;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Testing;

/// <summary>A grabber on a real Redis is stopped at every awaited step of each scenario, each request to Redis on both of its sides.</summary>
public sealed class RedisCrashPointSpecs(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task Every_step_of_cycles_with_new_tasks_may_be_the_last() => await ExploreAsync(Plays.NewTasksAsync, 30, "before EVAL", "after EVAL");

    [Fact]
    public async Task Every_step_of_cycles_with_withdrawals_may_be_the_last() => await ExploreAsync(Plays.WithdrawalsAsync, 40, "before EVAL", "after EVAL");

    [Fact]
    public async Task Every_step_of_actions_and_their_reports_may_be_the_last() => await ExploreAsync(
        Plays.ActionsAsync, 40, "after HandleAsync of action 1", "after HSET", "after ReportActionAsync of action 1", "before HDEL");

    [Fact]
    public async Task Every_step_of_a_clean_stop_may_be_the_last() => await ExploreAsync(Plays.CleanStopAsync, 30, "after FetchAsync", "after EVAL");

    [Fact]
    public async Task Every_step_of_a_take_over_may_be_the_last() => await ExploreAsync(Plays.TakeOverAsync, 60, "after FetchAsync");

    [Fact]
    public async Task Every_step_of_users_cancels_may_be_the_last() => await ExploreAsync(Plays.CancelsAsync, 60, "before AnswerAsync of task 1", "after AnswerAsync of task 3");

    private async Task ExploreAsync(Func<GrabberWorld, Task> play, int leastSteps, params string[] among)
    {
        var runs = await new CrashPointExplorer(() => RedisGrabberWorld.CreateAsync(redis.Server), play).ExploreAsync();

        runs.Should().HaveCountGreaterThanOrEqualTo(leastSteps + 1);
        runs.Select(run => run.CrashedAt).Should().Contain(among);
    }
}
