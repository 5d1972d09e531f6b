using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Cancels;

public sealed class CancelLedgerSpecs
{
    private readonly CancelLedger _ledger = new(TimeProvider.System);

    [Fact]
    public void What_was_requested_since_the_builds_list_was_asked_for_is_withheld_until_the_next_one_is()
    {
        Follow("1", "2");
        _ledger.BeginList(["9"]);
        Follow("2", "3");
        Follow("4");

        _ledger.Requested.Should().BeEquivalentTo("4");
        _ledger.Withheld.Should().BeEquivalentTo("1", "2", "3", "4", "9");

        _ledger.BeginList([]);

        _ledger.Withheld.Should().BeEquivalentTo("4");
    }

    [Fact]
    public void A_list_that_was_asked_for_before_all_was_forgotten_is_no_news()
    {
        var times = _ledger.Times;
        _ledger.Forget();

        _ledger.Follow(["1"], times);

        _ledger.Requested.Should().BeEmpty();
        _ledger.IsHeard.Should().BeFalse();
    }

    [Fact]
    public void It_has_heard_from_a_list_or_from_a_frontend_that_has_none_until_it_forgets()
    {
        Follow();
        _ledger.IsHeard.Should().BeTrue();
        _ledger.Forget();
        _ledger.IsHeard.Should().BeFalse();
        _ledger.HasNone(_ledger.Times);
        _ledger.IsHeard.Should().BeTrue();
    }

    private void Follow(params string[] taskIds) => _ledger.Follow([.. taskIds], _ledger.Times);
}
