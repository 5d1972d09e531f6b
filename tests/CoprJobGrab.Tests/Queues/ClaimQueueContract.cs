using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

/// <summary>What must hold of the library's own queues, with several grabbers at one store, and workers, operators and losses beside them.</summary>
public abstract partial class ClaimQueueContract
{
    private const string Group = "0";

    /// <summary>Another grabber's queue at the same store.</summary>
    internal abstract Task<IBuildQueue> GrabberAsync(params string[] groups);

    /// <summary>The workers' half at the same store.</summary>
    internal abstract IWorkerQueue Worker();

    /// <summary>The id of the next task as a worker that gives no sign takes it; null when nothing waits.</summary>
    protected abstract Task<string?> TakeAsync(string groupId);

    protected abstract Task LoseAsync(bool claimsOnly);

    [Fact]
    public async Task An_old_leader_cannot_write_and_is_told_who_fenced_it()
    {
        var (old, young) = (await LeaderAsync(5, Group), await GrabberAsync(Group));
        var plan = Plans.Enqueue(await ObserveAsync(old), Group, "a");
        await young.LeadAsync(6);

        (await ApplyAsync(old, plan)).Should().BeEquivalentTo(new GroupResult(Group) { FencedBy = 6 });

        (await TakeAsync(Group)).Should().BeNull();
        (await old.Invoking(queue => queue.ObserveAsync(CancellationToken.None).AsTask()).Should().ThrowAsync<FencedException>()).Which.FencedBy.Should().Be(6);
        (await old.Invoking(queue => queue.LeadAsync(5).AsTask()).Should().ThrowAsync<FencedException>()).Which.FencedBy.Should().Be(6);
    }

    [Fact]
    public async Task A_leader_whose_epoch_was_lost_with_the_store_cannot_write_until_it_leads_anew()
    {
        var leader = await LeaderAsync(5, Group);
        var plan = Plans.Enqueue(await ObserveAsync(leader), Group, "a");
        await LoseAsync(claimsOnly: false);

        (await ApplyAsync(leader, plan)).FencedBy.Should().Be(0);

        await leader.LeadAsync(6);
        (await ApplyAsync(leader, Plans.Enqueue(await ObserveAsync(leader), Group, "a"))).Enqueued.Should().Equal("a");
    }

    [Fact]
    public async Task After_a_loss_of_everything_what_was_taken_is_remembered_and_what_waited_is_not()
    {
        var leader = await LeaderAsync(5, Group);
        await ApplyAsync(leader, Plans.Enqueue(await ObserveAsync(leader), Group, "taken", "waiting"));
        await TakeAsync(Group);
        await ObserveAsync(leader);
        await LoseAsync(claimsOnly: false);
        await leader.LeadAsync(6);

        var state = await ObserveAsync(leader);
        await ApplyAsync(leader, Plans.Of(state));
        await leader.LeadAsync(7);
        var again = await ObserveAsync(leader);

        state.Claims.Should().ContainSingle().Which.Value.Should().Match<Claim>(claim => claim.TaskId == "taken" && claim.State == ClaimState.Silent);
        again.Claims.Keys.Should().Equal(["taken"], "it is written down again");
    }

    [Fact]
    public async Task A_leader_that_leads_again_sees_tasks_in_the_groups_that_another_has_moved_them_to()
    {
        var (first, second) = (await LeaderAsync(5, Group, "1"), await GrabberAsync(Group, "1"));
        await ApplyAsync(first, Plans.Enqueue(await ObserveAsync(first), Group, "a"));
        await ApplyAsync(first, Plans.Enqueue(await ObserveAsync(first), "1", "b"));
        await ObserveAsync(first);
        await second.LeadAsync(6, Group, "1");
        var state = await ObserveAsync(second);
        await ApplyAsync(second, Plans.Of(state, new GroupPlan(Group, [], [new Decision.Withdraw(state.Claims["a"], "it moves")])));
        await ApplyAsync(second, Plans.Of(state, new GroupPlan("1", [], [new Decision.Withdraw(state.Claims["b"], "it moves")])));
        await ApplyAsync(second, Plans.Enqueue(await ObserveAsync(second), "1", "a"));
        await ApplyAsync(second, Plans.Enqueue(await ObserveAsync(second), Group, "b"));
        await first.LeadAsync(7, Group, "1");

        (await ObserveAsync(first)).Claims.Values.Select(claim => (claim.TaskId, claim.GroupId)).Should().BeEquivalentTo([("a", "1"), ("b", Group)]);
    }

    [Fact]
    public async Task A_group_that_another_leader_has_retired_has_lost_nothing()
    {
        var (first, second) = (await LeaderAsync(5, Group, "1"), await GrabberAsync("1"));
        await ApplyAsync(first, Plans.Enqueue(await ObserveAsync(first), Group, "a"));
        await TakeAsync(Group);
        await ObserveAsync(first);
        await second.LeadAsync(6, "1");
        var state = await ObserveAsync(second);
        await ApplyAsync(second, Plans.Of(state, new GroupPlan(Group, [], [new Decision.Withdraw(state.Claims["a"], "two lists do not have it")])));
        (await ObserveAsync(second)).Groups.Keys.Should().Equal(["1"], "the other group has nothing left and is not configured");

        await first.LeadAsync(7, Group, "1");

        (await ObserveAsync(first)).Claims.Should().BeEmpty("the task was ended there, and not forgotten");
    }

    [Theory]
    [InlineData("renew")]
    [InlineData("finish")]
    [InlineData("release")]
    public async Task What_is_written_after_a_loss_of_everything_is_found_by_a_leader_that_has_not_configured_the_group(string what)
    {
        var leader = await LeaderAsync(5, Group);
        await ApplyAsync(leader, Plans.Enqueue(await ObserveAsync(leader), Group, "a"));
        var taken = (await Worker().TakeAsync(Group, TimeSpan.FromMinutes(1), CancellationToken.None))!;
        await LoseAsync(claimsOnly: false);

        await (what switch
        {
            "renew" => Worker().RenewAsync(taken, TimeSpan.FromMinutes(1), CancellationToken.None).AsTask(),
            "finish" => Worker().FinishAsync(taken, ReleaseReason.Finished, CancellationToken.None).AsTask(),
            _ => (Task)leader.CommandAsync([new ClaimCommand.End("a", Group, ReleaseReason.Cancelled)], CancellationToken.None).AsTask(),
        });

        (await ObserveAsync(await LeaderAsync(6, "1"))).Claims.Keys.Should().Equal("a");
    }

    [Fact]
    public async Task What_is_remembered_after_a_loss_is_not_claimed_again_when_another_leader_has_claimed_it_in_another_group_since()
    {
        var (first, second) = (await LeaderAsync(5, Group, "1"), await GrabberAsync(Group, "1"));
        await ApplyAsync(first, Plans.Enqueue(await ObserveAsync(first), Group, "a"));
        await TakeAsync(Group);
        await ObserveAsync(first);
        await LoseAsync(claimsOnly: false);
        await second.LeadAsync(6, Group, "1");
        await ApplyAsync(second, Plans.Enqueue(await ObserveAsync(second), "1", "a"));
        await first.LeadAsync(7, Group, "1");

        var observed = await ObserveAsync(first);
        await ApplyAsync(first, Plans.Of(observed));

        var third = await LeaderAsync(8, Group, "1");
        observed.Claims["a"].Should().Match<Claim>(claim => claim.GroupId == "1" && claim.State == ClaimState.Waiting);
        (await ObserveAsync(third)).Groups[Group].Incarnation.Should().BeNull("nothing was written there");
    }

    [Fact]
    public async Task A_claim_stands_before_a_mark_in_another_group_that_has_lost_its_claim()
    {
        var leader = await LeaderAsync(5, Group, "1");
        await ApplyAsync(leader, Plans.Enqueue(await ObserveAsync(leader), Group, "a"));
        await TakeAsync(Group);
        var held = (await ObserveAsync(leader)).Claims["a"];
        await leader.CommandAsync([new ClaimCommand.End(held, ReleaseReason.Rescheduled)], CancellationToken.None);
        await LoseAsync(claimsOnly: true);
        var second = await LeaderAsync(6, Group, "1");
        await ApplyAsync(second, Plans.Enqueue(await ObserveAsync(second), "1", "a"));

        (await ObserveAsync(await LeaderAsync(7, Group, "1"))).Claims["a"].Should()
            .Match<Claim>(claim => claim.GroupId == "1" && claim.State == ClaimState.Waiting);
    }

    [Fact]
    public async Task What_was_remembered_after_a_loss_is_remembered_after_the_next_one_too()
    {
        var leader = await LeaderAsync(5, Group);
        await ApplyAsync(leader, Plans.Enqueue(await ObserveAsync(leader), Group, "taken"));
        await TakeAsync(Group);
        await ObserveAsync(leader);
        await LoseAsync(claimsOnly: true);
        await ApplyAsync(leader, Plans.Of(await ObserveAsync(leader)));
        await LoseAsync(claimsOnly: false);
        await leader.LeadAsync(6);

        (await ObserveAsync(leader)).Claims.Values.Select(claim => (claim.TaskId, claim.State)).Should().Equal(("taken", ClaimState.Silent));
    }

    [Fact]
    public async Task A_lease_that_was_seen_when_its_claim_was_lost_is_remembered_when_its_mark_is_lost_too()
    {
        var leader = await LeaderAsync(5, Group);
        await ApplyAsync(leader, Plans.Enqueue(await ObserveAsync(leader), Group, "taken"));
        await Worker().TakeAsync(Group, TimeSpan.FromMinutes(1), CancellationToken.None);
        await LoseAsync(claimsOnly: true);
        await ApplyAsync(leader, Plans.Enqueue(await ObserveAsync(leader), Group, "other"));
        await ObserveAsync(leader);
        await LoseAsync(claimsOnly: false);
        await leader.LeadAsync(6, Group);

        (await ObserveAsync(leader)).Claims.Values.Select(claim => (claim.TaskId, claim.State)).Should().Equal(("taken", ClaimState.Silent));
    }

    [Fact]
    public async Task After_a_loss_of_the_claims_what_stands_in_the_list_is_claimed_and_not_pushed_again()
    {
        var leader = await LeaderAsync(5, Group);
        await ApplyAsync(leader, Plans.Enqueue(await ObserveAsync(leader), Group, "taken", "a", "b"));
        await TakeAsync(Group);
        await ObserveAsync(leader);
        await LoseAsync(claimsOnly: true);

        var state = await ObserveAsync(leader);
        var result = await ApplyAsync(leader, Plans.Enqueue(state, Group, new[] { "taken", "a", "b" }.Where(id => !state.Claims.ContainsKey(id))));

        result.Enqueued.Should().BeEmpty();
        state.Claims.Values.ToDictionary(claim => claim.TaskId, claim => claim.State).Should().BeEquivalentTo(
            new Dictionary<string, ClaimState> { ["taken"] = ClaimState.Silent, ["a"] = ClaimState.Waiting, ["b"] = ClaimState.Waiting });
        (await DrainAsync()).Should().Equal("a", "b");
    }

    [Fact]
    public async Task A_parked_task_keeps_its_claim_and_its_reason_for_the_next_leader_too()
    {
        var leader = await LeaderAsync(5, Group);
        await ApplyAsync(leader, Plans.Enqueue(await ObserveAsync(leader), Group, "a"));
        await TakeAsync(Group);
        var claim = (await ObserveAsync(leader)).Claims["a"];

        var result = await ApplyAsync(
            leader, Plans.Of(await ObserveAsync(leader), new GroupPlan(Group, [], []) { Park = [new Decision.Park(claim, "because")] }));

        result.Parked.Should().Equal("a");
        var next = await LeaderAsync(6, Group);
        (await ObserveAsync(next)).Claims["a"].Should().Match<Claim>(parked => parked.State == ClaimState.Parked && parked.ParkedBecause == "because");
    }

    [Fact]
    public async Task The_stamp_of_a_silent_task_is_kept_in_the_store()
    {
        var leader = await LeaderAsync(5, Group);
        await ApplyAsync(leader, Plans.Enqueue(await ObserveAsync(leader), Group, "a"));
        await TakeAsync(Group);
        var since = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);

        await ApplyAsync(leader, Plans.Of(
            await ObserveAsync(leader), new GroupPlan(Group, [], []) { Stamp = [(await ObserveAsync(leader)).Claims["a"] with { SilentSince = since }] }));

        (await ObserveAsync(leader)).Claims["a"].SilentSince.Should().Be(since);
        (await ObserveAsync(await LeaderAsync(6, Group))).Claims["a"].Should()
            .Match<Claim>(claim => claim.SilentSince == since && claim.State == ClaimState.Silent);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_release_ends_the_claim_and_takes_a_waiting_element_out(bool taken)
    {
        var leader = await LeaderAsync(5, Group);
        await ApplyAsync(leader, Plans.Enqueue(await ObserveAsync(leader), Group, "a", "b"));
        if (taken)
        {
            await TakeAsync(Group);
        }

        var claim = (await ObserveAsync(leader)).Claims["a"];
        (await leader.CommandAsync([new ClaimCommand.End(claim, ReleaseReason.Finished)], CancellationToken.None)).Should().Be(1);

        (await ObserveAsync(leader)).Claims["a"].State.Should().Be(ClaimState.Released);
        (await DrainAsync()).Should().Equal("b");
    }

    [Fact]
    public async Task A_release_spares_another_claim_of_the_same_task()
    {
        var leader = await LeaderAsync(5, Group);
        await ApplyAsync(leader, Plans.Enqueue(await ObserveAsync(leader), Group, "a"));
        var old = (await ObserveAsync(leader)).Claims["a"];
        await TakeAsync(Group);
        await ApplyAsync(leader, Requeue(await ObserveAsync(leader), "a"));

        (await leader.CommandAsync([new ClaimCommand.End(old, ReleaseReason.Finished)], CancellationToken.None)).Should().Be(0);

        (await ObserveAsync(leader)).Claims["a"].Should().Match<Claim>(claim => claim.State == ClaimState.Waiting && claim.Attempt == 2);
    }

    [Fact]
    public async Task A_release_after_the_observation_keeps_an_older_list_from_bringing_the_task_back()
    {
        var leader = await LeaderAsync(5, Group);
        var older = await ObserveAsync(leader);
        await leader.CommandAsync([new ClaimCommand.End("a", Group, ReleaseReason.Cancelled)], CancellationToken.None);

        (await ApplyAsync(leader, Plans.Enqueue(older, Group, "a", "b"))).Should()
            .BeEquivalentTo(new GroupResult(Group) { Enqueued = ["b"], Superseded = ["a"] });

        var newer = await ObserveAsync(leader);
        newer.Claims["a"].State.Should().Be(ClaimState.Released);
        (await ApplyAsync(leader, Requeue(newer, "a"))).Requeued.Should().Equal(["a"], "a newer list that has it is believed");
        (await DrainAsync()).Should().Equal("b", "a");
    }

    [Fact]
    public async Task A_decision_about_a_claim_does_nothing_when_it_was_released_meanwhile()
    {
        var leader = await LeaderAsync(5, Group);
        await ApplyAsync(leader, Plans.Enqueue(await ObserveAsync(leader), Group, "a"));
        await TakeAsync(Group);
        var state = await ObserveAsync(leader);
        var plan = Requeue(state, "a");
        await leader.CommandAsync([new ClaimCommand.End(state.Claims["a"], ReleaseReason.Finished)], CancellationToken.None);

        (await ApplyAsync(leader, plan)).Superseded.Should().Equal("a");
        (await DrainAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_released_claim_that_is_withdrawn_leaves_nothing_behind()
    {
        var leader = await LeaderAsync(5, Group);
        await leader.CommandAsync([new ClaimCommand.End("cancelled", Group, ReleaseReason.Cancelled)], CancellationToken.None);
        await ApplyAsync(leader, Plans.Enqueue(await ObserveAsync(leader), Group, "a"));
        await leader.CommandAsync([new ClaimCommand.End((await ObserveAsync(leader)).Claims["a"], ReleaseReason.Finished)], CancellationToken.None);

        (await ApplyAsync(leader, Plans.Withdraw(await ObserveAsync(leader), Group, "a", "cancelled"))).Withdrawn.Should().BeEquivalentTo("a", "cancelled");

        (await ObserveAsync(leader)).Claims.Should().BeEmpty();
        (await ObserveAsync(await LeaderAsync(6, Group))).Claims.Should().BeEmpty();
    }

    [Fact]
    public async Task A_group_that_is_not_configured_any_more_is_observed_until_it_is_empty()
    {
        var before = await LeaderAsync(5, Group, "old");
        await ApplyAsync(before, Plans.Enqueue(await ObserveAsync(before), "old", "a"));
        var after = await LeaderAsync(6, Group);

        var state = await ObserveAsync(after);
        state.Groups["old"].IsConfigured.Should().BeFalse();
        state.Claims["a"].GroupId.Should().Be("old");
        (await ApplyAsync(after, Plans.Withdraw(state, "old", "a"))).Withdrawn.Should().Equal("a");

        (await ObserveAsync(after)).Claims.Should().BeEmpty();
    }

    private async Task<IBuildQueue> LeaderAsync(long epoch, params string[] groups)
    {
        var queue = await GrabberAsync(groups);
        await queue.LeadAsync(epoch, groups);
        return queue;
    }

    private static Task<QueueState> ObserveAsync(IBuildQueue queue) => queue.ObserveAsync(CancellationToken.None).AsTask();

    private static async Task<GroupResult> ApplyAsync(IBuildQueue queue, GrabPlan plan) =>
        (await queue.ApplyAsync(plan, CancellationToken.None)).SingleOrDefault() ?? new GroupResult("none");

    private static GrabPlan Requeue(QueueState observed, string taskId) =>
        Plans.Of(
            observed,
            new GroupPlan(Group, [], []) { Requeue = [new RequeuedTask(Plans.Task(taskId), observed.Claims[taskId], observed.Claims[taskId].Attempt + 1)] });

    private async Task<List<string>> DrainAsync()
    {
        var ids = new List<string>();
        while (await TakeAsync(Group) is { } id)
        {
            ids.Add(id);
        }

        return ids;
    }
}
