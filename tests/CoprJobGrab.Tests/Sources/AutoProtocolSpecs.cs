using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Sources;

public sealed class AutoProtocolSpecs
{
    [Fact]
    public async Task A_frontend_of_today_is_asked_in_today_s_protocol()
    {
        await using var http = Make(FrontendProtocol.Pending);
        var snapshot = await http.FetchAsync();

        snapshot.Tasks.Should().ContainSingle();
        http.Frontend.RequestsOf("waiting/").Should().BeEmpty();
    }

    [Fact]
    public async Task A_frontend_of_2014_is_found_once_and_remembered()
    {
        await using var http = Make(FrontendProtocol.Waiting);
        for (var poll = 0; poll < 3; poll++)
        {
            var snapshot = await http.FetchAsync();
            snapshot.Tasks.Should().ContainSingle();
        }

        http.Frontend.RequestsOf("pending-jobs/").Should().ContainSingle();
        http.Frontend.RequestsOf("waiting/").Should().HaveCount(3);
    }

    [Fact]
    public async Task A_404_later_asks_again()
    {
        await using var http = Make(FrontendProtocol.Waiting);
        await http.FetchAsync();

        http.Frontend.Protocol = FrontendProtocol.Pending;
        http.Frontend.On("waiting/", Capture.Answer("90-legacy-waiting"));
        var snapshot = await http.FetchAsync();
        snapshot.Tasks.Should().ContainSingle();
        var next = await http.FetchAsync();
        next.Tasks.Should().ContainSingle();

        http.Frontend.RequestsOf("waiting/").Should().HaveCount(2);
        http.Frontend.RequestsOf("pending-jobs/").Should().HaveCount(3);
    }

    [Fact]
    public async Task An_error_other_than_404_does_not_change_the_protocol()
    {
        await using var http = Make(FrontendProtocol.Pending);
        http.Frontend.On("pending-jobs/", FakeAnswer.ServerError());
        await http.FailAsync();

        http.Frontend.RequestsOf("waiting/").Should().BeEmpty();
    }

    [Fact]
    public async Task A_server_that_has_neither_list_is_named_with_both_addresses()
    {
        await using var http = Make(FrontendProtocol.Auto);
        http.Frontend.On("pending-jobs/", FakeAnswer.Html(404, "no"));
        http.Frontend.On("waiting/", FakeAnswer.Html(404, "no"));
        var fault = await http.FailAsync();

        fault.Fault.Should().Be(TaskSourceFault.BadStatus);
        fault.Message.Should().StartWith("The frontend has neither list of work.").And.Contain("/backend/pending-jobs/").And.Contain("/backend/waiting/")
            .And.Contain("Frontend:Url");
    }

    [Theory]
    [InlineData(FrontendProtocol.Pending, "waiting/")]
    [InlineData(FrontendProtocol.Waiting, "pending-jobs/")]
    public async Task A_protocol_that_is_set_is_not_departed_from(FrontendProtocol protocol, string other)
    {
        await using var http = new HttpHarness(protocol);
        http.Frontend.On(http.BuildsEndpoint, FakeAnswer.Html(404, "no"));
        await http.FailAsync();

        http.Frontend.RequestsOf(other).Should().BeEmpty();
    }

    private static HttpHarness Make(FrontendProtocol spoken)
    {
        var http = new HttpHarness(spoken, frontend => frontend.Protocol = FrontendProtocol.Auto);
        http.Frontend.Builds.Add(HttpHarness.Good);
        return http;
    }
}
