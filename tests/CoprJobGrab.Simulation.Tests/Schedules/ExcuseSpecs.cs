using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>What nobody can know is excused, and no more than once for each time that it happens.</summary>
public sealed class ExcuseSpecs
{
    [Fact]
    public Task A_task_that_its_worker_took_back_unseen_after_a_loss_may_come_again_after_the_next() => IsExcusedAsync(
        times: 1,
        (StepKind.Push, 0, 1), (StepKind.Poll, 0, 0), (StepKind.Take, 0, 0), (StepKind.LoseAll, 0, 0), (StepKind.Poll, 0, 0), (StepKind.Poll, 0, 0),
        (StepKind.Renew, 0, 0),
        (StepKind.LoseAll, 0, 0), (StepKind.Poll, 0, 0), (StepKind.Pop, 0, 0));

    [Fact]
    public Task A_task_that_its_worker_took_back_unseen_after_its_lease_ran_out_may_come_again_after_a_loss() => IsExcusedAsync(
        times: 1,
        (StepKind.Push, 0, 1), (StepKind.Poll, 0, 0), (StepKind.Take, 0, 0), (StepKind.Poll, 0, 0), (StepKind.Stall, 0, 0), (StepKind.Advance, 0, 3),
        (StepKind.Poll, 0, 0), (StepKind.Renew, 0, 0),
        (StepKind.LoseAll, 0, 0), (StepKind.Poll, 0, 0), (StepKind.Pop, 0, 0));

    [Fact]
    public Task A_task_that_its_worker_took_back_comes_no_more_after_a_look() => IsExcusedAsync(
        times: 0,
        (StepKind.Push, 0, 1), (StepKind.Poll, 0, 0), (StepKind.Take, 0, 0), (StepKind.LoseAll, 0, 0), (StepKind.Poll, 0, 0), (StepKind.Renew, 0, 0),
        (StepKind.Poll, 0, 0),
        (StepKind.LoseAll, 0, 0), (StepKind.Poll, 0, 0), (StepKind.Pop, 0, 0));

    [Fact]
    public Task A_worker_that_stood_still_is_not_told_of_a_cancel_by_what_a_new_leader_had_from_a_list_out_of_date() => IsExcusedAsync(
        times: 1,
        (StepKind.Push, 0, 1), (StepKind.Poll, 0, 1), (StepKind.Take, 0, 0), (StepKind.Stall, 0, 0), (StepKind.Cancel, 0, 1), (StepKind.Blind, 4, 6),
        (StepKind.StalePoll, 1, 1));

    [Fact]
    public Task What_a_worker_gives_back_comes_again_by_one_list_that_is_out_of_date() => IsExcusedAsync(
        times: 2,
        (StepKind.Push, 0, 1), (StepKind.Poll, 0, 1), (StepKind.Take, 0, 0), (StepKind.Finish, 0, 1), (StepKind.Blind, 7, 0), (StepKind.TakeOver, 0, 0),
        (StepKind.StalePoll, 0, 1), (StepKind.Pop, 0, 0),
        (StepKind.Poll, 0, 1), (StepKind.Reschedule, 0, 0), (StepKind.StalePoll, 0, 1), (StepKind.Take, 0, 0));

    private static async Task IsExcusedAsync(int times, params (StepKind Kind, int Which, int How)[] steps)
    {
        var result = await ScheduleRun.InMemoryAsync(Schedule.Known(steps));

        result.Violations.Should().BeEmpty();
        result.Unavoidable.Values.Sum().Should().Be(times);
    }
}
