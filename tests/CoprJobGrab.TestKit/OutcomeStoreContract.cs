using FluentAssertions;
using Xunit;

namespace CoprJobGrab.TestKit;

/// <summary>What every store of action results keeps to. A test class that derives from it and makes the store runs all of it.</summary>
public abstract class OutcomeStoreContract
{
    private static readonly ActionReport Done = new(7, Succeeded: true, Message: null);

    private static readonly GivenUpReport GivenUp = new(
        Done with { Message = "bad \uFFFD" }, new DateTimeOffset(2026, 11, 25, 1, 2, 3, 45, TimeSpan.Zero), "status 500: \"no\"");

    /// <summary>
    /// The store, as after a start. A second call gives the one of a process that starts later, where results survive a process, and the same one where not.
    /// </summary>
    private protected abstract IOutcomeStore Open();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_that_nobody_wrote_to_is_empty() => (await Open().ReadAllAsync(Stop)).Outstanding.Should().BeEmpty();

    [Fact]
    public async Task What_is_saved_is_read_by_the_next_as_it_was()
    {
        ActionReport[] reports =
        [
            Done, new(8, false, "the directory is not there"), new(9, true, ""), new(10, false, "\"quoted\" <b>&amp;</b> \\ \n ☃ \U0001F9EA"),
            new(long.MaxValue, true, null)
        ];
        var store = Open();
        foreach (var report in reports)
        {
            await store.SaveAsync(report, Stop);
        }

        (await Open().ReadAllAsync(Stop)).Outstanding.Should().BeEquivalentTo(reports);
    }

    [Fact]
    public async Task A_message_with_half_a_character_does_not_keep_a_result_from_being_saved()
    {
        await Open().SaveAsync(new ActionReport(7, false, "cut \ud83d"), Stop);

        (await Open().ReadAllAsync(Stop)).Outstanding.Should().ContainSingle().Which.Message.Should().StartWith("cut ");
    }

    [Fact]
    public async Task The_newest_result_of_an_action_counts()
    {
        var store = Open();
        await store.SaveAsync(Done, Stop);
        await store.SaveAsync(new ActionReport(7, false, "put back, and failed then"), Stop);

        (await Open().ReadAllAsync(Stop)).Outstanding.Should().Equal(new ActionReport(7, false, "put back, and failed then"));
    }

    [Fact]
    public async Task What_is_given_up_is_read_as_it_was_and_is_outstanding_no_more()
    {
        var store = Open();
        await store.SaveAsync(Done, Stop);
        await store.GiveUpAsync(GivenUp, null, Stop);

        var stored = await Open().ReadAllAsync(Stop);
        stored.Outstanding.Should().BeEmpty();
        stored.GivenUp.Should().Equal(GivenUp);
        await store.SaveAsync(Done, Stop);
        (await Open().ReadAllAsync(Stop)).Should().BeEquivalentTo(new StoredOutcomes([Done], []));
    }

    [Theory]
    [InlineData(ReportDecision.Tell)]
    [InlineData(ReportDecision.Drop)]
    [InlineData(ReportDecision.Run)]
    public async Task A_decision_is_kept_beside_what_is_given_up_and_the_later_one_counts(ReportDecision decision)
    {
        await Open().GiveUpAsync(GivenUp, null, Stop);
        var operators = Open();

        (await operators.DecideAsync(7, ReportDecision.Drop, Stop)).Should().BeTrue();
        (await operators.DecideAsync(7, decision, Stop)).Should().BeTrue();

        (await Open().ReadAllAsync(Stop)).GivenUp.Should().Equal(GivenUp with { Decision = decision });
    }

    [Fact]
    public async Task A_decision_that_was_not_followed_stays_when_the_result_is_given_up_again_and_one_that_was_goes()
    {
        var again = GivenUp with { Since = GivenUp.Since.AddMinutes(1) };
        var store = Open();
        await store.GiveUpAsync(GivenUp, null, Stop);
        (await Open().DecideAsync(7, ReportDecision.Run, Stop)).Should().BeTrue();

        await store.GiveUpAsync(again, ReportDecision.Tell, Stop);
        (await Open().ReadAllAsync(Stop)).GivenUp.Should().Equal(again with { Decision = ReportDecision.Run });

        await store.GiveUpAsync(again, ReportDecision.Run, Stop);
        (await Open().ReadAllAsync(Stop)).GivenUp.Should().Equal(again);
    }

    [Fact]
    public async Task Of_what_is_not_given_up_nothing_is_decided()
    {
        var store = Open();
        await store.SaveAsync(Done, Stop);

        (await store.DecideAsync(7, ReportDecision.Run, Stop)).Should().BeFalse();
        (await store.DecideAsync(8, ReportDecision.Run, Stop)).Should().BeFalse();

        (await Open().ReadAllAsync(Stop)).Should().BeEquivalentTo(new StoredOutcomes([Done], []));
    }

    [Fact]
    public async Task What_is_removed_is_gone_and_the_others_stay()
    {
        var store = Open();
        await store.SaveAsync(Done, Stop);
        await store.SaveAsync(Done with { ActionId = 8 }, Stop);

        await store.RemoveAsync(7, Stop);

        (await Open().ReadAllAsync(Stop)).Outstanding.Should().Equal(Done with { ActionId = 8 });
    }

    [Fact]
    public async Task Saying_anything_twice_is_harmless()
    {
        var store = Open();
        await store.SaveAsync(Done, Stop);
        await store.SaveAsync(Done, Stop);
        (await store.ReadAllAsync(Stop)).Outstanding.Should().Equal((await store.ReadAllAsync(Stop)).Outstanding).And.Equal(Done);

        await store.RemoveAsync(7, Stop);
        await store.RemoveAsync(7, Stop);

        (await store.ReadAllAsync(Stop)).Outstanding.Should().BeEmpty();
    }

    [Fact]
    public async Task Many_at_once_do_not_disturb_each_other()
    {
        var store = Open();
        await Task.WhenAll(Enumerable.Range(1, 200).Select(id => store.SaveAsync(Done with { ActionId = id }, Stop).AsTask()));
        await Task.WhenAll(Enumerable.Range(1, 200).Where(id => id % 2 == 0).Select(id => store.RemoveAsync(id, Stop).AsTask()));

        (await Open().ReadAllAsync(Stop)).Outstanding.Select(report => report.ActionId).Should()
            .BeEquivalentTo(Enumerable.Range(1, 200).Where(id => id % 2 == 1).Select(id => (long)id));
    }
}
