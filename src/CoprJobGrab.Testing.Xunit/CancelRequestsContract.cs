using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Testing.Xunit;

/// <summary>What must hold of every <see cref="ICancelRequests"/>. Derive a test class per implementation.</summary>
public abstract class CancelRequestsContract
{
    /// <summary>Makes the requests under test, and a frontend in which nothing is cancelled.</summary>
    protected abstract CancelRequestsRig Create();

    [Fact]
    public async Task Where_nothing_is_cancelled_the_list_is_whole_and_empty()
    {
        await using var rig = Create();

        (await ListAsync(rig)).Items.Should().BeEmpty();
    }

    [Fact]
    public async Task Every_request_is_listed_until_it_is_answered()
    {
        await using var rig = Create();
        rig.Request("40127", "40127-fedora-42-x86_64", "40128-opensuse-leap-15.6-x86_64");

        (await ListAsync(rig)).Items.Should().BeEquivalentTo("40127", "40127-fedora-42-x86_64", "40128-opensuse-leap-15.6-x86_64");
        (await ListAsync(rig)).Items.Should().HaveCount(3, "to list them does not end them");
        await AnswerAsync(rig, "40127", wasRunning: false);

        (await ListAsync(rig)).Items.Should().BeEquivalentTo("40127-fedora-42-x86_64", "40128-opensuse-leap-15.6-x86_64");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_has_been_taken_as_it_is_when_the_call_returns(bool wasRunning)
    {
        await using var rig = Create();
        rig.Request("40127-fedora-42-x86_64");

        await AnswerAsync(rig, "40127-fedora-42-x86_64", wasRunning);

        rig.Taken.Should().Equal(new CancelAnswer("40127-fedora-42-x86_64", wasRunning));
    }

    [Fact]
    public async Task A_request_may_be_answered_twice()
    {
        await using var rig = Create();
        rig.Request("40127");
        await AnswerAsync(rig, "40127", wasRunning: true);

        await AnswerAsync(rig, "40127", wasRunning: true);

        rig.Taken.Distinct().Should().Equal(new CancelAnswer("40127", true));
        (await ListAsync(rig)).Items.Should().BeEmpty();
    }

    [Fact]
    public async Task What_the_frontend_does_not_take_is_a_fault_and_can_be_told_again()
    {
        await using var rig = Create();
        rig.Request("40127");
        rig.Refuse();

        for (var attempt = 0; attempt < 2; attempt++)
        {
            await rig.Awaiting(one => AnswerAsync(one, "40127", wasRunning: false)).Should().ThrowAsync<TaskSourceException>();
            rig.Taken.Should().BeEmpty();
        }

        rig.Mend();
        await AnswerAsync(rig, "40127", wasRunning: false);
        rig.Taken.Should().Equal(new CancelAnswer("40127", false));
    }

    [Fact]
    public async Task A_list_that_cannot_be_had_is_a_fault_or_no_news_with_its_reason_and_never_an_empty_list()
    {
        await using var rig = Create();
        rig.Request("40127");
        rig.Refuse();

        Listing<string> listing;
        try
        {
            listing = await FetchAsync(rig);
        }
        catch (TaskSourceException fault)
        {
            listing = new Listing<string>.NoNews(fault);
        }

        listing.Should().BeOfType<Listing<string>.NoNews>().Which.Error.Should().NotBeNull();
        rig.Mend();
        (await ListAsync(rig)).Items.Should().Equal("40127");
    }

    [Fact]
    public async Task An_answer_that_is_not_answered_goes_on_until_it_is_cancelled_and_can_be_told_again()
    {
        await using var rig = Create();
        rig.Request("40127");
        rig.Block();
        await CancelledAsync(rig, stop => rig.Requests.AnswerAsync("40127", true, stop).AsTask());

        rig.Mend();
        await AnswerAsync(rig, "40127", wasRunning: true);

        rig.Taken.Distinct().Should().Equal(new CancelAnswer("40127", true));
    }

    [Fact]
    public async Task A_list_that_does_not_come_is_waited_for_until_it_is_cancelled_and_can_be_asked_for_again()
    {
        await using var rig = Create();
        rig.Request("40127");
        rig.Block();
        await CancelledAsync(rig, stop => rig.Requests.FetchAsync(stop).AsTask());

        rig.Mend();

        (await ListAsync(rig)).Items.Should().Equal("40127");
    }

    [Fact]
    public async Task Several_may_be_told_at_once()
    {
        await using var rig = Create();
        var answers = Enumerable.Range(1, 30).Select(id => new CancelAnswer($"{id}-fedora-42-x86_64", id % 2 == 0)).ToList();
        rig.Request(answers.Select(answer => answer.TaskId));

        await Task.WhenAll(answers.Select(answer => Task.Run(() => AnswerAsync(rig, answer.TaskId, answer.WasRunning)))).InTimeAsync();

        rig.Taken.Should().BeEquivalentTo(answers);
        (await ListAsync(rig)).Items.Should().BeEmpty();
    }

    private static async Task CancelledAsync(CancelRequestsRig rig, Func<CancellationToken, Task> call)
    {
        using var stop = new CancellationTokenSource();
        var calling = call(stop.Token);
        await rig.WaitUntilAskedAsync().InTimeAsync();
        calling.IsCompleted.Should().BeFalse();

        await stop.CancelAsync();

        await calling.Awaiting(task => task.InTimeAsync()).Should().ThrowAsync<OperationCanceledException>();
    }

    private static async Task<Listing<string>.Complete> ListAsync(CancelRequestsRig rig) =>
        (await FetchAsync(rig)).Should().BeOfType<Listing<string>.Complete>().Subject;

    private static Task<Listing<string>> FetchAsync(CancelRequestsRig rig) => rig.Requests.FetchAsync(CancellationToken.None).AsTask().InTimeAsync();

    private static Task AnswerAsync(CancelRequestsRig rig, string taskId, bool wasRunning) =>
        rig.Requests.AnswerAsync(taskId, wasRunning, CancellationToken.None).AsTask().InTimeAsync();
}
