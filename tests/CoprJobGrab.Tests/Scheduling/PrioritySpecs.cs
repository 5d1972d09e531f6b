using System.Globalization;
using CoprJobGrab.Testing;
using CoprJobGrab.Tests.Sources;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Scheduling;

public sealed class PrioritySpecs
{
    private readonly Desk _desk = new();

    [Fact]
    public void PR1_the_running_number_is_per_kind_owner_architecture_and_i386_shares_with_x86_64()
    {
        var plan = _desk.Poll(
            Desk.Task("7", arch: null), Desk.Task("8", arch: null), Desk.Task("88", arch: null, background: true),
            Desk.Task("9-fedora-rawhide-x86_64", background: true), Desk.Task("9-fedora-rawhide-i386", arch: "i386", background: true),
            Desk.Task("9-fedora-rawhide-aarch64", arch: "aarch64", background: true),
            Desk.Task("10-fedora-rawhide-aarch64", owner: "cecil", arch: "aarch64", background: true));

        plan.Tasks.Select(planned => planned.Priority % 1_000_000).Should().Equal(1, 2, 1, 1, 2, 1, 1);
    }

    [Fact]
    public void PR2_source_comes_before_rpm_and_normal_before_background() =>
        _desk.Poll(
            Desk.Task("1", arch: null), Desk.Task("2-fedora-42-x86_64"), Desk.Task("3", arch: null, background: true),
            Desk.Task("4-fedora-42-x86_64", background: true))
            .Tasks.Select(planned => planned.Priority).Should().Equal(1, 1_000_001, 2_000_001, 3_000_001);

    [Fact]
    public void PR3_each_sandbox_has_a_running_number_of_its_own()
    {
        var plan = _desk.Poll(Desk.Task("1", arch: null), Desk.Task("2-a", sandbox: "a"), Desk.Task("3-a", sandbox: "a"), Desk.Task("4-a", sandbox: "b"));

        plan.Tasks.Select(planned => planned.Priority % 1_000_000).Should().Equal(1, 1, 2, 1);
    }

    [Fact]
    public void The_frontends_own_priority_is_added_when_it_sends_one()
    {
        var task = BuildTask.Parse("""{"task_id": "1-fedora-42-x86_64", "chroot": "fedora-42-x86_64", "priority": -99}"""u8.ToArray());

        _desk.Poll(task).Tasks.Single().Priority.Should().Be(1_000_000 - 99 + 1);
    }

    [Fact]
    public void A_priority_as_large_as_numbers_go_does_not_turn_into_its_opposite()
    {
        var tasks = new[] { long.MaxValue, long.MinValue }.Select(given => BuildTask.Parse(System.Text.Encoding.UTF8.GetBytes(
            $$"""{"task_id": "{{given.ToString(CultureInfo.InvariantCulture)}}-a-x", "chroot": "fedora-42-x86_64", "background": true, "priority":"""
                + $$""" {{given.ToString(CultureInfo.InvariantCulture)}}}""")));

        _desk.Poll(tasks).InPushOrder().Select(planned => planned.Task.Index + planned.Priority > 0).Should().Equal(false, true);
    }

    [Fact]
    public void A_sandbox_that_changes_at_every_poll_keeps_its_first_value_and_its_task_the_number_one()
    {
        BuildTask[] List() =>
        [
            Desk.Task("1-x", sandbox: $"jdoe/hello--{Guid.NewGuid()}"), Desk.Task("2-x", sandbox: $"jdoe/hello--{Guid.NewGuid()}"),
            Desk.Task("3-x", ssh: true, sandbox: "jdoe/hello--made-up")
        ];
        _desk.Limit(options => options.Limits.Total = 0);

        var first = _desk.Poll(List()).Tasks.ToList();
        var second = _desk.Poll(List()).Tasks.ToList();

        second.Select(planned => planned.Priority).Should().Equal(1_000_001, 1_000_001, 1_000_001);
        second.Select(planned => planned.Limits!.Sandbox).Should().Equal(first.Select(planned => planned.Limits!.Sandbox));
    }

    [Fact]
    public void Owners_take_turns_and_ties_are_in_the_frontends_order()
    {
        var plan = _desk.Poll(
            Desk.Task("1-x", "a"), Desk.Task("2-x", "a"), Desk.Task("3-x", "b"), Desk.Task("4-x", "a"), Desk.Task("5-x", "b"), Desk.Task("6", "c", arch: null));

        Desk.Pushed(plan).Should().Equal("6", "1-x", "3-x", "2-x", "5-x", "4-x");
    }

    [Fact]
    public void Claimed_tasks_count_in_the_running_numbers_so_that_who_has_many_comes_later()
    {
        _desk.Poll(Desk.Task("1-x", "a"), Desk.Task("2-x", "a"));

        var plan = _desk.Poll(Desk.Task("1-x", "a"), Desk.Task("2-x", "a"), Desk.Task("3-x", "a"), Desk.Task("4-x", "b"));

        Desk.Pushed(plan).Should().Equal("4-x", "3-x");
    }

    [Fact]
    public void A_hosts_own_priority_takes_the_place_of_Coprs()
    {
        _desk.Limit(_ => { }, new HostScheduling((task, limits, turn) => -task.TaskId[0] + (limits.Owner == "z" ? 1000 : 0) + (turn * 0), null, []));

        Desk.Pushed(_desk.Poll(Desk.Task("1-x"), Desk.Task("2-x"), Desk.Task("3-x", "z"))).Should().Equal("2-x", "1-x", "3-x");
    }

    [Fact]
    public void A_hosts_function_that_throws_costs_its_task_alone()
    {
        _desk.Limit(_ => { }, new HostScheduling(
            (task, _, _) => task.TaskId == "1-x" ? throw new InvalidOperationException("no") : 1,
            task => task.TaskId == "2-x" ? throw new InvalidOperationException("no") : false, []));

        var plan = _desk.Poll(Desk.Task("1-x"), Desk.Task("2-x"), Desk.Task("3-x"));

        Desk.Pushed(plan).Should().Equal("3-x");
        Desk.Why(plan, "1-x").Should().Be("The host's priority failed: InvalidOperationException: no");
        Desk.Why(plan, "2-x").Should().Contain("urgent failed: InvalidOperationException: no");
    }

    [Fact]
    public async Task The_recorded_list_of_188_tasks_has_the_priorities_and_the_order_that_the_spec_gives_it()
    {
        await using var http = new HttpHarness();
        http.Frontend.On("pending-jobs/", Capture.Answer("10-pending-jobs"));
        var snapshot = await http.FetchAsync();
        var expected = ExpectedPriorities.Of(Capture.Body("10-pending-jobs"));

        var plan = _desk.Poll(snapshot.Tasks);

        plan.Tasks.Select(planned => (planned.Task.TaskId, planned.Priority, planned.Limits!.CountedArchitecture))
            .Should().Equal(expected);
        plan.InPushOrder().Select(planned => planned.Task.TaskId).Should()
            .Equal(expected.OrderBy(task => task.Priority).Select(task => task.TaskId), "OrderBy keeps the frontend's order among equals");
    }
}
