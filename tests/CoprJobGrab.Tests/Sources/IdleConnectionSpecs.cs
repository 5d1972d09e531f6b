using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Sources;

/// <summary>A frontend whose web server closes idle connections, just when the next request is on its way.</summary>
public sealed class IdleConnectionSpecs
{
    [Theory]
    [InlineData(FrontendProtocol.Pending)]
    [InlineData(FrontendProtocol.Waiting)]
    public async Task No_poll_fails_for_a_connection_that_the_frontend_closes(FrontendProtocol protocol)
    {
        await using var http = new HttpHarness(protocol);
        http.Frontend.KeepAlive = TimeSpan.Zero;
        for (var poll = 0; poll < 20; poll++)
        {
            var snapshot = await http.FetchAsync();

            snapshot.Builds.Should().BeOfType<Listing<BuildTask>.Complete>();
            snapshot.Actions.Should().BeOfType<Listing<ActionListing>.Complete>();
            ((await http.FetchCancelsAsync()) as Listing<string>.NoNews)?.Error.Should().BeNull();
        }
    }

    [Fact]
    public async Task An_answer_to_a_cancel_request_takes_no_connection_that_may_be_closed_by_now()
    {
        await using var http = new HttpHarness();
        http.Frontend.KeepAlive = TimeSpan.FromSeconds(1.05);
        await http.CancelRequests.AnswerAsync("1", wasRunning: true, CancellationToken.None);
        // The handler has a clock of its own.
        await Task.Delay(TimeSpan.FromSeconds(1.1), TimeProvider.System);

        await http.CancelRequests.AnswerAsync("2", wasRunning: true, CancellationToken.None);

        http.Frontend.CancelAnswers.Items.Should().HaveCount(2);
    }
}
