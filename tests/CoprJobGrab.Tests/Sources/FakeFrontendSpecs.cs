using System.Net;
using System.Net.Http.Json;
using System.Text;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Sources;

/// <summary>The fake frontend does what the real one does (wire 9.10), so that tests against it mean something.</summary>
public sealed class FakeFrontendSpecs : IAsyncDisposable
{
    private readonly FakeFrontend _frontend = new(FrontendProtocol.Auto);
    private readonly HttpClient _client = new();

    [Fact]
    public async Task Nothing_waiting_is_two_empty_lists() => (await GetAsync("waiting/")).Should().Be("""{"actions": [], "builds": []}""");

    [Fact]
    public async Task An_update_without_the_password_is_refused()
    {
        _frontend.Password = "thisisbackend";
        using var answer = await PostAsync("{}");

        answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Be("You have to provide the correct password\n");
        answer.Headers.WwwAuthenticate.Should().BeEmpty();
    }

    [Fact]
    public async Task Known_and_unknown_ids_are_told_apart()
    {
        _frontend.Actions.Add("""{"id": 1, "action_type": 0}""", """{"id": 2, "action_type": 0}""");
        _frontend.Builds.Add("""{"task_id": "1", "build_id": 1}""");
        using var answer = await PostAsync(
            """{"builds": [{"id": 1}, {"id": 123321}], "actions": [{"id": 1, "result": 1}, {"id": 2, "result": 2}, {"id": 100, "result": 1}]}""");

        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Be(
            """{"non_existing_actions_ids":[100],"updated_actions_ids":[1,2],"non_existing_builds_ids":[123321],"updated_builds_ids":[1]}""" + "\n");
    }

    [Fact]
    public async Task An_action_is_listed_until_it_has_a_result_and_keeps_its_record()
    {
        _frontend.Actions.Add("""{"id": 1, "action_type": 0, "priority": 60, "project_owner": "jdoe"}""");
        (await GetAsync("pending-actions/")).Should().Be("""[{"id":1,"priority":60,"project_owner":"jdoe"}]""");

        (await PostAsync("""{"actions": [{"id": 1, "result": 0}]}""")).Dispose();
        _frontend.Actions.Should().ContainSingle("result 0 does nothing");
        (await PostAsync("""{"actions": [{"id": 1, "result": 2, "message": "boom"}]}""")).Dispose();

        (await GetAsync("pending-actions/")).Should().Be("[]");
        (await GetAsync("action/1/")).Should().Contain("\"result\":2").And.Contain("\"message\":\"boom\"").And.Contain("\"priority\":60");
        _frontend.Reports.Should().Equal(new ActionReport(1, false, "boom"));
    }

    [Fact]
    public async Task A_message_with_U0000_is_a_server_error_each_time_as_on_PostgreSQL()
    {
        _frontend.Actions.Add("""{"id": 1, "action_type": 0}""");
        for (var attempt = 0; attempt < 2; attempt++)
        {
            using var answer = await PostAsync("""{"actions": [{"id": 1, "result": 2, "message": "a\u0000b"}]}""");
            answer.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        }

        _frontend.Reports.Should().BeEmpty();
        _frontend.Actions.Should().ContainSingle();
    }

    [Theory]
    [InlineData(FrontendProtocol.Pending, "waiting/")]
    [InlineData(FrontendProtocol.Waiting, "pending-jobs/")]
    public async Task The_other_era_s_list_is_a_404_without_a_version(FrontendProtocol protocol, string endpoint)
    {
        _frontend.Protocol = protocol;
        using var answer = await _client.GetAsync(new Uri(_frontend.Url, $"backend/{endpoint}"), TestContext.Current.CancellationToken);

        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
        answer.Headers.Contains("Copr-FE-BE-API-Version").Should().BeFalse();
    }

    [Fact]
    public async Task An_unknown_action_and_a_body_that_is_no_JSON_are_server_errors()
    {
        using var action = await _client.GetAsync(new Uri(_frontend.Url, "backend/action/5/"), TestContext.Current.CancellationToken);
        using var update = await PostAsync("not JSON");

        action.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        update.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
    }

    [Fact]
    public async Task A_body_that_is_sent_in_chunks_is_read_whole_and_the_connection_goes_on()
    {
        _frontend.Actions.Add("""{"id": 1, "action_type": 0}""", """{"id": 2, "action_type": 0}""");
        var message = new string('x', 200_000);
        for (var id = 1; id <= 2; id++)
        {
            using var answer = await _client.PostAsJsonAsync(
                new Uri(_frontend.Url, "backend/update/"), new { actions = new[] { new { id, result = 2, message } } }, TestContext.Current.CancellationToken);
            answer.StatusCode.Should().Be(HttpStatusCode.OK);
        }

        _frontend.Reports.Should().Equal(new ActionReport(1, false, message), new ActionReport(2, false, message));
        _frontend.Requests.Should().HaveCount(2)
            .And.OnlyContain(request => request.Headers["Transfer-Encoding"] == "chunked" && !request.Headers.ContainsKey("Content-Length"));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _frontend.DisposeAsync();
    }

    private Task<string> GetAsync(string endpoint) =>
        _client.GetStringAsync(new Uri(_frontend.Url, $"backend/{endpoint}"), TestContext.Current.CancellationToken);

    private async Task<HttpResponseMessage> PostAsync(string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        return await _client.PostAsync(new Uri(_frontend.Url, "backend/update/"), content, TestContext.Current.CancellationToken);
    }
}
