using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Sources;

public sealed class HttpCancelRequestsSpecs
{
    [Theory]
    [InlineData(true, "true")]
    [InlineData(false, "null")]
    public async Task The_answer_is_a_bare_JSON_value_with_a_length_and_the_password(bool wasRunning, string body)
    {
        await using var http = new HttpHarness(configure: frontend => frontend.Password = "secret");
        http.Frontend.Password = "secret";

        await http.CancelRequests.AnswerAsync("40127-fedora-42-x86_64", wasRunning, TestContext.Current.CancellationToken);

        var request = http.Frontend.RequestsOf("build-tasks/canceled/40127-fedora-42-x86_64/").Should().ContainSingle().Subject;
        request.Method.Should().Be("POST");
        request.Text.Should().Be(body);
        request.Headers["Content-Type"].Should().Be("application/json");
        request.Headers["Content-Length"].Should().Be("4");
        request.Credentials.Should().Be("user:secret");
    }

    [Fact]
    public async Task The_frontend_of_2014_has_no_such_list_and_is_not_asked()
    {
        await using var http = new HttpHarness(FrontendProtocol.Waiting);

        (await http.FetchCancelsAsync()).Should().Be(new Listing<string>.NoNews(null));

        http.Frontend.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task An_id_that_is_no_part_of_an_address_is_told_as_it_is()
    {
        await using var http = new HttpHarness();

        await http.CancelRequests.AnswerAsync("a/b ?-#ž", false, TestContext.Current.CancellationToken);

        http.Frontend.CancelAnswers.Items.Should().Equal(new CancelAnswer("a/b ?-#ž", false));
    }

    [Theory]
    [InlineData("\"failure\"")]
    [InlineData("null")]
    [InlineData("{\"result\": \"success\"}")]
    [InlineData("")]
    public async Task An_answer_that_is_not_success_means_that_it_was_not_taken(string answer)
    {
        await using var http = new HttpHarness();
        http.Frontend.On("build-tasks/canceled/7/", FakeAnswer.Json(answer));

        var fault = (await http.Awaiting(
            one => one.CancelRequests.AnswerAsync("7", true, TestContext.Current.CancellationToken).AsTask()).Should().ThrowAsync<TaskSourceException>()).Which;

        fault.Message.Should().StartWith($"Error telling that task 7 is cancelled to {http.Frontend.Url}backend/build-tasks/canceled/7/: ");
    }

    [Fact]
    public async Task One_failure_is_told_at_once_because_the_caller_tries_again()
    {
        await using var http = new HttpHarness();
        http.Frontend.On("build-tasks/canceled/7/", FakeAnswer.ServerError());

        await http.Awaiting(
            one => one.CancelRequests.AnswerAsync("7", true, TestContext.Current.CancellationToken).AsTask()).Should().ThrowAsync<TaskSourceException>();

        http.Frontend.RequestsOf("build-tasks/canceled/7/").Should().ContainSingle();
    }
}
