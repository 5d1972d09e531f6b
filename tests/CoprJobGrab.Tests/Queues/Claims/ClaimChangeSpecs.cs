using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Queues.Claims;

public sealed class ClaimChangeSpecs
{
    private static readonly Claim Waiting = new("1", "0", Guid.NewGuid(), 1, ClaimState.Waiting, new LimitKeys());

    [Fact]
    public void A_stamp_keeps_a_mark_that_names_no_claim() => Stamp(ClaimMark.ReleaseOf(Guid.Empty, 0, 7, ReleaseReason.Cancelled)).KeepsMark.Should().BeTrue();

    [Fact]
    public void A_stamp_takes_the_mark_of_an_earlier_release_from_a_claim_whose_task_was_pushed_again() =>
        Stamp(ClaimMark.ReleaseOf(Waiting.Urn, 1, 7, ReleaseReason.Forgotten)).KeepsMark.Should().BeFalse(
            "the next worker that pops the task would count as having given it back");

    private static ClaimChange Stamp(ClaimMark mark) => new(Waiting.Under(mark), Waiting, null, null);
}
