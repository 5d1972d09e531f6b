using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Cancels;

public sealed class CancelDeciderSpecs
{
    private static readonly Claim Waiting = new("7", "0", Guid.NewGuid(), 1, ClaimState.Waiting, new LimitKeys());

    [Fact]
    public void What_waits_is_released_and_no_worker_has_it() =>
        About(Waiting).Should().Be(new CancelDecision("7", false, new ClaimCommand.CancelIfWaiting(Waiting)));

    [Fact]
    public void What_is_parked_is_released_and_no_worker_has_it()
    {
        var parked = Waiting with { State = ClaimState.Parked, ParkedBecause = "too often" };

        About(parked).Should().Be(new CancelDecision("7", false, new ClaimCommand.End(parked, ReleaseReason.Cancelled)));
    }

    [Fact]
    public void The_worker_that_holds_a_lease_is_told_once_and_has_it()
    {
        var leased = (Waiting with { State = ClaimState.Silent }).Under(ClaimMark.LeaseOf(Waiting.Urn, 1, DateTimeOffset.UnixEpoch));
        var told = leased.Unmarked(ClaimState.Silent).Under(((ClaimMark.Lease)leased.Mark!).Telling());

        var decision = About(leased);
        decision.Should().Be(new CancelDecision("7", true, new ClaimCommand.TellWorker(leased)));
        decision!.Value.EndsClaim.Should().BeFalse();
        told.State.Should().Be(ClaimState.Leased);
        About(told).Should().Be(new CancelDecision("7", true, null));
    }

    [Fact]
    public void A_worker_that_gives_no_sign_has_it_and_cannot_be_told() =>
        About(Waiting with { State = ClaimState.Silent }).Should()
            .Be(new CancelDecision("7", true, null) { Unstoppable = Waiting with { State = ClaimState.Silent } });

    [Theory]
    [InlineData("Cancelled", false)]
    [InlineData("Finished", true)]
    [InlineData("Rescheduled", true)]
    public void What_was_released_is_released_for_the_user_too_unless_it_was_before(string reason, bool isWritten)
    {
        var released = (Waiting with { State = ClaimState.Silent }).Under(
            ClaimMark.ReleaseOf(Waiting.Urn, 1, 3, Enum.Parse<ReleaseReason>(reason)));

        About(released).Should().Be(new CancelDecision("7", false, isWritten ? new ClaimCommand.End(released, ReleaseReason.Cancelled) : null));
    }

    [Fact]
    public void A_record_without_a_claim_is_enough() =>
        About(ClaimMark.ReleaseOf(Guid.Empty, 0, 3, ReleaseReason.Forgotten).ClaimOf("7", "0")).Should()
            .Be(new CancelDecision("7", false, null));

    [Fact]
    public void What_nobody_has_claimed_gets_a_record_where_it_was_listed_and_else_none()
    {
        CancelDecider.About("7", State(), "0").Should().Be(new CancelDecision("7", false, new ClaimCommand.End("7", "0", ReleaseReason.Cancelled)));
        CancelDecider.About("7", State(), "0")!.Value.EndsClaim.Should().BeFalse();
        CancelDecider.About("7", State(), null).Should().Be(new CancelDecision("7", false, null));
    }

    [Fact]
    public void Everything_waits_while_a_group_is_unsettled()
    {
        CancelDecider.About("7", State(isUnsettled: true, Waiting), null).Should().BeNull();
        CancelDecider.About("8", State(isUnsettled: true, Waiting), "0").Should().BeNull();
    }

    [Fact]
    public void What_is_claimed_in_a_group_that_is_well_does_not_wait_for_one_that_cannot_be_observed()
    {
        var broken = State(isUnsettled: true, Waiting);
        broken = broken with
        {
            Groups = broken.Groups.Values.ToDictionary(group => group.GroupId, group => group.IsUnsettled ? group with { Fault = "away" } : group),
        };

        CancelDecider.About("7", broken, null)!.Value.EndsClaim.Should().BeTrue();
        CancelDecider.About("8", broken, "0").Should().BeNull();
        CancelDecider.About("7", broken with { Claims = new Dictionary<string, Claim> { ["7"] = Waiting with { GroupId = "1" } } }, null).Should().BeNull();
        CancelDecider.About(
            "7", broken with { Claims = new Dictionary<string, Claim> { ["7"] = Waiting with { IsStored = false, State = ClaimState.Released } } },
            null).Should().BeNull();
    }

    private static CancelDecision? About(Claim claim) => CancelDecider.About("7", State(isUnsettled: false, claim), "0");

    private static QueueState State(bool isUnsettled = false, params Claim[] claims) => new(
        new Dictionary<string, GroupState> { ["0"] = new("0", 0, "i", 1), ["1"] = new("1", 0, "i", 1) { IsUnsettled = isUnsettled } },
        claims.ToDictionary(claim => claim.TaskId));
}
