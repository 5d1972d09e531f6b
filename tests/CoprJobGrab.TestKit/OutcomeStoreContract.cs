using FluentAssertions;
using Xunit;

namespace CoprJobGrab.TestKit;

/// <summary>What every store of action results keeps to. A test class that derives from it and makes the store runs all of it.</summary>
public abstract class OutcomeStoreContract
{
    private static readonly ActionReport Done = new(7, Succeeded: true, Message: null);

    /// <summary>The store, as after a start. A second call gives the one of a process that starts later, where results survive a process, and the same one where not.</summary>
    private protected abstract IOutcomeStore Open();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_that_nobody_wrote_to_is_empty() => (await Open().ReadAllAsync(Stop)).Should().BeEmpty();

    [Fact]
    public async Task What_is_saved_is_read_by_the_next_as_it_was()
    {
        ActionReport[] reports = [Done, new(8, false, "the directory is not there"), new(9, true, ""), new(10, false, "\"quoted\" <b>&amp;</b> \\ \n ☃ \U0001F9EA"), new(long.MaxValue, true, null)];
        var store = Open();
        foreach (var report in reports)
        {
            await store.SaveAsync(report, Stop);
        }

        (await Open().ReadAllAsync(Stop)).Should().BeEquivalentTo(reports);
    }

    [Fact]
    public async Task A_message_with_half_a_character_does_not_keep_a_result_from_being_saved()
    {
        await Open().SaveAsync(new ActionReport(7, false, "cut \ud83d"), Stop);

        (await Open().ReadAllAsync(Stop)).Should().ContainSingle().Which.Message.Should().StartWith("cut ");
    }

    [Fact]
    public async Task The_newest_result_of_an_action_counts()
    {
        var store = Open();
        await store.SaveAsync(Done, Stop);
        await store.SaveAsync(new ActionReport(7, false, "put back, and failed then"), Stop);

        (await Open().ReadAllAsync(Stop)).Should().Equal(new ActionReport(7, false, "put back, and failed then"));
    }

    [Fact]
    public async Task What_is_removed_is_gone_and_the_others_stay()
    {
        var store = Open();
        await store.SaveAsync(Done, Stop);
        await store.SaveAsync(Done with { ActionId = 8 }, Stop);

        await store.RemoveAsync(7, Stop);

        (await Open().ReadAllAsync(Stop)).Should().Equal(Done with { ActionId = 8 });
    }

    [Fact]
    public async Task Saying_anything_twice_is_harmless()
    {
        var store = Open();
        await store.SaveAsync(Done, Stop);
        await store.SaveAsync(Done, Stop);
        (await store.ReadAllAsync(Stop)).Should().Equal(await store.ReadAllAsync(Stop)).And.Equal(Done);

        await store.RemoveAsync(7, Stop);
        await store.RemoveAsync(7, Stop);

        (await store.ReadAllAsync(Stop)).Should().BeEmpty();
    }

    [Fact]
    public async Task Many_at_once_do_not_disturb_each_other()
    {
        var store = Open();
        await Task.WhenAll(Enumerable.Range(1, 200).Select(id => store.SaveAsync(Done with { ActionId = id }, Stop).AsTask()));
        await Task.WhenAll(Enumerable.Range(1, 200).Where(id => id % 2 == 0).Select(id => store.RemoveAsync(id, Stop).AsTask()));

        (await Open().ReadAllAsync(Stop)).Select(report => report.ActionId).Should().BeEquivalentTo(Enumerable.Range(1, 200).Where(id => id % 2 == 1).Select(id => (long)id));
    }
}
