using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

/// <remarks>What a user's cancel does, with a worker at the other end of the list.</remarks>
public abstract partial class ClaimQueueContract
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_cancel_that_was_written_while_the_claim_was_lost_stays_beside_the_claim_that_is_written_again()
    {
        var leader = await LeaderAsync(5, Group);
        await ApplyAsync(leader, Plans.Enqueue(await ObserveAsync(leader), Group, "a"));
        var taken = (await Worker().TakeAsync(Group, TimeSpan.FromMinutes(1), CancellationToken.None))!;
        await ObserveAsync(leader);
        await LoseAsync(claimsOnly: false);
        await leader.CommandAsync([new ClaimCommand.End("a", Group, ReleaseReason.Cancelled)], CancellationToken.None);
        await leader.LeadAsync(6, Group);
        var state = await ObserveAsync(leader);
        var seen = state.Claims["a"] with { SilentSince = state.Groups[Group].Time };

        await ApplyAsync(leader, Plans.Of(state, new GroupPlan(Group, [], []) { Stamp = [seen] }));

        (await ObserveAsync(leader)).Claims["a"].SilentSince.Should().NotBeNull();
        (await Worker().RenewAsync(taken, TimeSpan.FromMinutes(1), CancellationToken.None)).Should().BeNull("its user has cancelled");
    }

    [Fact]
    public async Task A_cancel_ends_what_still_waits_and_does_nothing_to_what_was_popped_meanwhile()
    {
        var leader = await LeaderAsync(5, Group);
        await ApplyAsync(leader, Plans.Enqueue(await ObserveAsync(leader), Group, "popped", "waiting"));
        var state = await ObserveAsync(leader);
        await TakeAsync(Group);

        (await CancelAsync(leader, state, "popped", "waiting")).Should().Be(1);

        var after = await ObserveAsync(leader);
        after.Claims["popped"].State.Should().Be(ClaimState.Silent);
        after.Claims["waiting"].State.Should().Be(ClaimState.Released);
        after.Claims["waiting"].ReleasedBecause.Should().Be(ReleaseReason.Cancelled);
        (await TakeAsync(Group)).Should().BeNull();
    }

    [Fact]
    public async Task Cancels_of_many_take_out_whatever_waits_and_spare_the_rest()
    {
        var leader = await LeaderAsync(5, Group);
        string[] all = [.. Enumerable.Range(0, 400).Select(number => $"{number}-fedora-42-x86_64")];
        await ApplyAsync(leader, Plans.Enqueue(await ObserveAsync(leader), Group, all));
        var state = await ObserveAsync(leader);
        string[] popped = [(await TakeAsync(Group))!, (await TakeAsync(Group))!];
        string[] cancelled = [.. all[..^1].Where((_, number) => number % 4 > 0).Reverse()];

        (await CancelAsync(leader, state, cancelled)).Should().Be(cancelled.Except(popped).Count());
        await ApplyAsync(leader, Plans.Enqueue(await ObserveAsync(leader), Group, "new"));

        string[] left = [.. all.Except(cancelled).Except(popped), "new"];
        foreach (var taskId in left)
        {
            (await TakeAsync(Group)).Should().Be(taskId);
        }

        (await TakeAsync(Group)).Should().BeNull();
        var after = (await ObserveAsync(leader)).Claims;
        cancelled.Except(popped).Should().OnlyContain(id => after[id].ReleasedBecause == ReleaseReason.Cancelled);
        popped.Concat(left).Should().OnlyContain(id => after[id].State == ClaimState.Silent);
    }

    [Fact]
    public async Task A_cancel_tells_the_worker_that_holds_a_lease_at_each_renewal_until_it_finishes()
    {
        var (leader, worker) = (await LeaderAsync(5, Group), Worker());
        await ApplyAsync(leader, Plans.Enqueue(await ObserveAsync(leader), Group, "a", "b"));
        var (taken, other) = (await worker.TakeAsync(Group, Lease, CancellationToken.None), await worker.TakeAsync(Group, Lease, CancellationToken.None));
        var state = await ObserveAsync(leader);
        await worker.RenewAsync(taken!, 2 * Lease, CancellationToken.None);

        (await CancelAsync(leader, state, "a")).Should().Be(1);
        (await CancelAsync(leader, state, "a")).Should().Be(1, "to say it again is harmless");

        (await ObserveAsync(leader)).Claims["a"].Should().Match<Claim>(claim => claim.State == ClaimState.Leased && claim.IsCancelled);
        (await worker.RenewAsync(other!, Lease, CancellationToken.None))!.IsCancelled.Should().BeFalse();
        var renewed = await worker.RenewAsync(taken!, Lease, CancellationToken.None);
        renewed!.IsCancelled.Should().BeTrue();
        (await worker.RenewAsync(renewed, Lease, CancellationToken.None))!.IsCancelled.Should().BeTrue("it stays told");
        (await ObserveAsync(leader)).Claims["a"].IsCancelled.Should().BeTrue();

        (await worker.FinishAsync(renewed, ReleaseReason.Cancelled, CancellationToken.None)).Should().BeTrue();
        (await ObserveAsync(leader)).Claims["a"].State.Should().Be(ClaimState.Released);
    }

    [Fact]
    public async Task A_cancel_does_nothing_to_a_lease_whose_worker_has_finished_meanwhile()
    {
        var (leader, worker) = (await LeaderAsync(5, Group), Worker());
        await ApplyAsync(leader, Plans.Enqueue(await ObserveAsync(leader), Group, "a"));
        var taken = await worker.TakeAsync(Group, Lease, CancellationToken.None);
        var state = await ObserveAsync(leader);
        await worker.FinishAsync(taken!, ReleaseReason.Finished, CancellationToken.None);

        (await CancelAsync(leader, state, "a")).Should().Be(0);

        (await ObserveAsync(leader)).Claims["a"].ReleasedBecause.Should().Be(ReleaseReason.Finished);
    }

    [Fact]
    public async Task A_lease_whose_claim_was_lost_is_told_too()
    {
        var (before, worker) = (await LeaderAsync(5, Group), Worker());
        await ApplyAsync(before, Plans.Enqueue(await ObserveAsync(before), Group, "a"));
        var taken = await worker.TakeAsync(Group, Lease, CancellationToken.None);
        await LoseAsync(claimsOnly: true);
        var leader = await LeaderAsync(6, Group);
        var state = await ObserveAsync(leader);
        state.Claims["a"].IsStored.Should().BeFalse();

        (await CancelAsync(leader, state, "a")).Should().Be(1);

        (await worker.RenewAsync(taken!, Lease, CancellationToken.None))!.IsCancelled.Should().BeTrue();
    }

    [Fact]
    public async Task A_group_is_unsettled_while_its_list_has_elements_that_nobody_has_claimed()
    {
        var leader = await LeaderAsync(5, Group);
        await ApplyAsync(leader, Plans.Enqueue(await ObserveAsync(leader), Group, "a"));
        (await ObserveAsync(leader)).Groups[Group].IsUnsettled.Should().BeFalse();
        await LoseAsync(claimsOnly: true);

        var lost = await ObserveAsync(leader);
        await ApplyAsync(leader, Plans.Of(lost));

        lost.Groups[Group].IsUnsettled.Should().BeTrue();
        (await ObserveAsync(leader)).Groups[Group].IsUnsettled.Should().BeFalse();
    }

    private static ValueTask<int> CancelAsync(IBuildQueue leader, QueueState observed, params string[] taskIds) =>
        leader.CommandAsync([.. taskIds.Select(id => ClaimCommand.Cancel(observed.Claims[id]))], CancellationToken.None);
}
