using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Model;

/// <summary>What another version has written beside a claim must neither be passed over nor be taken for less than it is.</summary>
public sealed class ClaimMarkSpecs
{
    private const long Time = 1_790_000_000_000;

    private static readonly Claim Taken = new("7-fedora-42-x86_64", "0", Guid.NewGuid(), 2, ClaimState.Silent, new LimitKeys());

    [Theory]
    [InlineData("Vanished")]
    [InlineData("17")]
    [InlineData("Finished by=42")]
    public void A_release_for_a_reason_that_is_not_known_is_a_release(string reason)
    {
        var marked = Taken.Under(ClaimMark.Read($"R {Taken.Urn:D} 2 5 {reason}"));

        marked.State.Should().Be(ClaimState.Released);
        marked.Mark!.IsOfLaterVersion.Should().Be(!reason.StartsWith("Finished", StringComparison.Ordinal));
    }

    [Fact]
    public void A_mark_of_a_kind_that_is_not_known_is_a_lease_when_it_names_a_time()
    {
        var marked = Taken.Under(ClaimMark.Read($"P {Taken.Urn:D} 2 {Time} paused"));

        (marked.State, marked.LeasedUntil, marked.IsCancelled).Should().Be((ClaimState.Leased, DateTimeOffset.FromUnixTimeMilliseconds(Time), false));
        marked.Mark!.IsOfLaterVersion.Should().BeTrue();
    }

    [Fact]
    public void A_mark_of_a_kind_that_is_not_known_is_a_release_when_it_names_no_time()
    {
        var marked = Taken.Under(ClaimMark.Read($"Q {Taken.Urn:D} 2 5"));

        (marked.State, marked.ReleasedBecause, marked.Mark!.IsOfLaterVersion).Should().Be((ClaimState.Released, ReleaseReason.Rescheduled, true));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("L")]
    [InlineData(" - 2 5")]
    [InlineData("R - two 5 Finished")]
    [InlineData("L - 2 99999999999999999")]
    public void Text_of_another_form_names_no_claim(string text)
    {
        var marked = Taken.Under(ClaimMark.Read(text));

        (marked.State, marked.Mark!.Text, marked.Mark.IsOfLaterVersion).Should().Be((ClaimState.Silent, text, false));
    }

    [Fact]
    public void A_lease_with_more_words_behind_it_is_the_lease()
    {
        var mark = (ClaimMark.Lease)ClaimMark.Read($"C {Taken.Urn:D} 2 {Time} host=builder7");

        (mark.TellsWorker, mark.IsOfLaterVersion).Should().Be((true, false));
        Taken.Under(mark).State.Should().Be(ClaimState.Leased);
    }

    [Fact]
    public void The_end_of_a_build_is_to_the_version_before_a_lease_that_does_not_end()
    {
        var mark = ClaimMark.EndOf(Taken.Urn, 2);

        mark.Text.Should().Be($"E {Taken.Urn:D} 2 253402300799999");
        Taken.Under(ClaimMark.Read(mark.Text)).Should().Match<Claim>(claim => claim.IsEnded && claim.State == ClaimState.Leased && !claim.IsCancelled);
    }

    [Fact]
    public void A_release_says_until_when_its_task_waits_and_why()
    {
        var until = DateTimeOffset.FromUnixTimeMilliseconds(Time);
        var mark = (ClaimMark.ReleaseRecord)ClaimMark.ReleaseOf(Taken.Urn, 2, 5, ReleaseReason.Rescheduled, until, "no disk left");

        mark.Text.Should().Be($"R {Taken.Urn:D} 2 5 Rescheduled {Time} no disk left");
        (mark.Reason, mark.Until, mark.Why).Should().Be((ReleaseReason.Rescheduled, until, "no disk left"));
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("99999999999999999999")]
    public void A_release_whose_pause_cannot_be_read_has_none(string pause) =>
        ((ClaimMark.ReleaseRecord)ClaimMark.Read($"R {Taken.Urn:D} 2 5 Rescheduled {pause} why")).Until.Should().Be(default);
}
