using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Scheduling;

public sealed class QueueDepthSpecs
{
    private readonly Desk _desk = new();

    private static BuildTask[] Ten => [.. Enumerable.Range(0, 10).Select(number => Desk.Task($"{number}-x"))];

    [Fact]
    public void No_more_than_the_depth_waits_and_the_rest_is_held_in_order()
    {
        _desk.Limit(_ => { }, depth: 3);

        var plan = _desk.Poll(Ten);

        Desk.Pushed(plan).Should().Equal("0-x", "1-x", "2-x");
        Desk.Why(plan, "3-x").Should().Be("as many tasks wait in the queue of group 0 as may, which is 3");
        Desk.Pushed(_desk.Poll(Ten)).Should().BeEmpty();
    }

    [Fact]
    public void Another_groups_queue_has_no_bound_by_it()
    {
        _desk.Limit(_ => { }, depth: 1);

        Desk.Pushed(_desk.Poll(Desk.Task("1-x"), Desk.Task("2-x"), Desk.Task("3-x", arch: "s390x"), Desk.Task("4-x", arch: "s390x"))).Should()
            .BeEquivalentTo("1-x", "3-x", "4-x");
    }

    [Fact]
    public void Between_two_lists_it_is_topped_up_in_order_as_workers_take()
    {
        _desk.Limit(_ => { }, depth: 2);
        var held = _desk.Held(_desk.Poll(Ten));
        _desk.Take("0-x");

        Desk.Pushed(_desk.TopUp(held)).Should().Equal("2-x");
        Desk.Pushed(_desk.TopUp(held)).Should().BeEmpty();
        _desk.Take("1-x");
        _desk.Take("2-x");
        Desk.Pushed(_desk.TopUp(held)).Should().Equal("3-x", "4-x");
    }

    [Fact]
    public void A_place_that_a_limit_has_again_is_given_between_two_lists_too()
    {
        _desk.Limit(options => options.Limits.PerOwner = 1);
        var held = _desk.Held(_desk.Poll(Ten));
        _desk.Take("0-x");
        Desk.Pushed(_desk.TopUp(held)).Should().BeEmpty();
        _desk.Stand("0-x", ClaimState.Released);

        Desk.Pushed(_desk.TopUp(held)).Should().Equal("1-x");
    }

    [Fact]
    public void A_task_that_was_cancelled_after_the_list_is_not_topped_up()
    {
        _desk.Limit(_ => { }, depth: 1);
        var held = _desk.Held(_desk.Poll(Ten));
        _desk.Take("0-x");
        _desk.Cancelled.Add("1-x");

        Desk.Pushed(_desk.TopUp(held)).Should().Equal("2-x");
    }

    [Fact]
    public void Nothing_is_topped_up_into_claims_that_are_others_than_those_of_the_list()
    {
        _desk.Limit(_ => { }, depth: 1);
        var plan = _desk.Poll(Ten);
        var held = _desk.Held(plan);

        held.IsAsBefore("0", plan.Observed).Should().BeTrue();
        held.IsAsBefore("0", Other("another", 1)).Should().BeFalse("the store was lost");
        held.IsAsBefore("0", Other("i", 0)).Should().BeFalse("the store went back");
        held.IsAsBefore("nowhere", plan.Observed).Should().BeFalse();
    }

    [Fact]
    public void An_urgent_task_comes_first_and_needs_no_room_but_a_place_in_its_limits()
    {
        _desk.Limit(options => options.Limits.Architectures["aarch64"] = 0, new HostScheduling(null, task => task.TaskId is "8-x" or "9-arm", []), depth: 2);

        var plan = _desk.Poll([.. Ten, Desk.Task("9-arm", arch: "aarch64")]);

        plan.Groups.Single().Enqueue.Select(task => (task.TaskId, task.IsUrgent)).Should().Equal(("8-x", true), ("0-x", false));
        Desk.Why(plan, "9-arm").Should().StartWith("limit arch:aarch64");
    }

    [Fact]
    public void An_urgent_task_whose_worker_was_lost_is_urgent_again()
    {
        _desk.Limit(_ => { }, new HostScheduling(null, task => task.TaskId is "0-x", []), depth: 1);
        _desk.Poll(Ten);
        _desk.Take("0-x");
        _desk.Poll(Ten);
        _desk.Stand("0-x", ClaimState.Released);

        var plan = _desk.Poll(Ten);

        plan.Groups.Single().Requeue.Should().ContainSingle().Which.Should().Match<RequeuedTask>(task => task.Task.TaskId == "0-x" && task.IsUrgent);
    }

    [Fact]
    public void A_task_that_was_handed_out_before_comes_again_although_the_judgement_of_what_is_urgent_fails()
    {
        _desk.Poll(Ten);
        _desk.Stand("0-x", ClaimState.Released);
        _desk.Limit(_ => { }, new HostScheduling(null, _ => throw new InvalidOperationException("broken"), []));

        var plan = _desk.Poll(Ten);

        plan.Groups.Single().Requeue.Should().ContainSingle().Which.IsUrgent.Should().BeFalse();
    }

    [Fact]
    public void Nothing_new_is_pushed_or_topped_up_while_a_group_cannot_be_read()
    {
        _desk.Limit(_ => { }, depth: 1);
        var held = _desk.Held(_desk.Poll(Ten));
        _desk.Take("0-x");
        _desk.Left = new GroupState("old", 0, null, 0) { IsConfigured = false, IsUnread = true, Fault = "its node is down" };

        var plan = _desk.Poll(Ten);

        Desk.Pushed(plan).Should().BeEmpty();
        Desk.Why(plan, "1-x").Should().StartWith("builder group old could not be read").And.Contain("delete its keys").And.EndWith("its node is down");
        Desk.Pushed(_desk.TopUp(held)).Should().BeEmpty();
        Desk.Pushed(_desk.TopUp(_desk.Held(plan))).Should().BeEmpty();

        _desk.Left = _desk.Left with { IsUnread = false };
        Desk.Pushed(_desk.Poll(Ten)).Should().Equal("1-x");
    }

    [Fact]
    public void A_task_whose_worker_was_lost_waits_for_room_too()
    {
        _desk.Limit(_ => { }, depth: 1);
        _desk.Poll(Ten);
        _desk.Stand("0-x", ClaimState.Released);

        var plan = _desk.Poll(Ten);

        plan.Groups.Should().BeEmpty("element 0-x is still counted by the list's length");
        Desk.Why(plan, "0-x").Should().StartWith("as many tasks wait");
    }

    private static QueueState Other(string incarnation, long version) =>
        new(new Dictionary<string, GroupState> { ["0"] = new("0", 1, incarnation, version) }, new Dictionary<string, Claim>());
}
