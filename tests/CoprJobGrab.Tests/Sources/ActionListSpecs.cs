using System.Text;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Sources;

public sealed class ActionListSpecs
{
    [Theory]
    [InlineData("5", "the record is the number 5, not an object", null)]
    [InlineData("null", "the record is null, not an object", null)]
    [InlineData("{}", "the record has no `id`", null)]
    [InlineData("""{"id": "5", "action_type": 0}""", "`id` is the string \"5\", not an integer", null)]
    [InlineData("""{"id": 5.5, "action_type": 0}""", "`id` is the number 5.5, not an integer", null)]
    [InlineData("""{"id": null, "action_type": 0}""", "`id` is null, not an integer", null)]
    [InlineData("""{"id": 5}""", "the record has no `action_type`", "5")]
    [InlineData("""{"id": 5, "action_type": "delete"}""", "`action_type` is the string \"delete\", not an integer", "5")]
    [InlineData("""{"id": 5, "action_type": 0, "data": {"a": [1]}}""", "`data` is an object, not a string or null", "5")]
    [InlineData("""{"id": 5, "action_type": 0, "data": 1}""", "`data` is the number 1, not a string or null", "5")]
    public async Task A_malformed_action_of_the_2014_list_costs_no_other_and_no_build(string json, string reason, string? id)
    {
        await using var http = new HttpHarness(FrontendProtocol.Waiting);
        http.Frontend.Builds.Add(HttpHarness.Good);
        http.Frontend.Actions.Add("""{"id": 1, "action_type": 3}""", json, """{"id": 2, "action_type": 99, "data": null}""");
        var snapshot = await http.FetchAsync();

        snapshot.Tasks.Should().ContainSingle();
        var actions = snapshot.Actions.Should().BeOfType<Listing<ActionListing>.Complete>().Subject;
        actions.Items.Select(action => action.Id).Should().Equal(1, 2);
        actions.Items[1].Record!.Type.Should().Be((ActionType)99);
        actions.Malformed.Should().Equal(new MalformedRecord(1, id, reason));
    }

    [Theory]
    [InlineData("5", "the record is the number 5, not an object")]
    [InlineData("null", "the record is null, not an object")]
    [InlineData("""{"priority": 5}""", "the record has no `id`")]
    [InlineData("""{"id": "5"}""", "`id` is the string \"5\", not an integer")]
    public async Task A_malformed_action_of_today_s_list_costs_no_other(string json, string reason)
    {
        await using var http = new HttpHarness();
        http.Frontend.On("pending-actions/", FakeAnswer.Html(
            200, $$"""[{"id": 1}, {{json}}, {"id": 2, "priority": null, "project_owner": 5}, {"id": 3, "priority": -70, "project_owner": "@copr"}]"""));
        var snapshot = await http.FetchAsync();

        var actions = snapshot.Actions.Should().BeOfType<Listing<ActionListing>.Complete>().Subject;
        actions.Items.Should().Equal(new ActionListing(1), new ActionListing(2), new ActionListing(3) { Priority = -70, ProjectOwner = "@copr" });
        actions.Malformed.Should().Equal(new MalformedRecord(1, null, reason));
    }

    [Theory]
    [InlineData("""{"builds": []}""", null)]
    [InlineData("""{"builds": [], "actions": null}""", "`actions` is null, not a list")]
    [InlineData("""{"actions": {"a": []}, "builds": []}""", "`actions` is an object, not a list")]
    public async Task Without_an_action_list_the_2014_answer_has_builds_and_no_news_of_actions(string body, string? error)
    {
        await using var http = new HttpHarness(FrontendProtocol.Waiting);
        http.Frontend.On("waiting/", FakeAnswer.Json(body.Replace("\"builds\": []", $"\"builds\": [{HttpHarness.Good}]", StringComparison.Ordinal)));
        var snapshot = await http.FetchAsync();

        snapshot.Tasks.Should().ContainSingle();
        var fault = snapshot.Actions.Should().BeOfType<Listing<ActionListing>.NoNews>().Which.Error;
        if (error is null)
        {
            fault.Should().BeNull();
        }
        else
        {
            fault!.Fault.Should().Be(TaskSourceFault.WrongShape);
            fault.Message.Should().Contain(error);
        }
    }

    [Fact]
    public async Task Cancel_requests_are_ids_as_text_and_what_is_none_costs_no_other()
    {
        await using var http = new HttpHarness();
        http.Frontend.On("build-tasks/cancel-requests/", FakeAnswer.Json("""["29", 30, null, ["31"], "", "29-fedora-42-x86_64", ".", ".."]"""));

        var requests = (await http.FetchCancelsAsync()).Should().BeOfType<Listing<string>.Complete>().Subject;
        requests.Items.Should().Equal("29", "30", "29-fedora-42-x86_64");
        requests.Malformed.Select(record => (record.Index, record.Reason)).Should().Equal(
            (2, "the task id is null, not a string or a number"), (3, "the task id is a list, not a string or a number"), (4, "the task id is empty"),
            (6, "the task id is `.`, which cannot be a part of an address"), (7, "the task id is `..`, which cannot be a part of an address"));
    }

    [Theory]
    [InlineData("1418031000", "2014-12-08T09:30:00Z")]
    [InlineData("null", null)]
    [InlineData("\"1418031000\"", null)]
    [InlineData("9223372036854775807", null)]
    [InlineData("-9223372036854775808", null)]
    public async Task When_an_action_was_made_is_read_and_what_is_no_time_counts_as_missing(string createdOn, string? expected)
    {
        await using var http = new HttpHarness(FrontendProtocol.Waiting);
        http.Frontend.Actions.Add($$"""{"id": 1, "action_type": 3, "created_on": {{createdOn}}}""");
        var snapshot = await http.FetchAsync();

        snapshot.Actions.Should().BeOfType<Listing<ActionListing>.Complete>().Which.Items.Should().ContainSingle()
            .Which.Record!.CreatedOn.Should().Be(expected is null ? null : DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_record_that_came_with_the_list_is_not_asked_for_again_and_outlives_the_snapshot()
    {
        const string json = """{"id": 811, "action_type": 0, "object_type": "build-succeeded", "object_id": 40112, "old_value": "jdoe/hello", "new_value":"""
            + """ null, "data": "{\"a\": 1}"}""";
        await using var http = new HttpHarness(FrontendProtocol.Waiting);
        http.Frontend.Actions.Add(json);
        var snapshot = await http.FetchAsync();
        var listing = snapshot.Actions.Should().BeOfType<Listing<ActionListing>.Complete>().Which.Items.Should().ContainSingle().Subject;

        var action = await http.Source.FetchActionAsync(listing, TestContext.Current.CancellationToken);
        action.Should().BeEquivalentTo(
            new ActionTask(811, ActionType.Delete) { ObjectType = "build-succeeded", ObjectId = 40112, OldValue = "jdoe/hello", Data = "{\"a\": 1}" },
            options => options.Excluding(task => task.Json));
        Encoding.UTF8.GetString(action.Json.Span).Should().Be(json);
        http.Frontend.Requests.Should().ContainSingle();
    }

    [Theory]
    [InlineData("null", TaskSourceFault.WrongShape, "the action cannot be used: the record is null, not an object")]
    [InlineData("[]", TaskSourceFault.WrongShape, "the action cannot be used: the record is a list, not an object")]
    [InlineData("""{"id": 6, "action_type": 0}""", TaskSourceFault.WrongShape, "the answer is action 6")]
    [InlineData("""{"id": 5}""", TaskSourceFault.WrongShape, "the record has no `action_type`")]
    [InlineData("""{"id": 5, "action_type": 0, "data": []}""", TaskSourceFault.WrongShape, "`data` is a list, not a string or null")]
    [InlineData("<html>", TaskSourceFault.NotJson, "it begins \"<html>\"")]
    public async Task A_record_that_cannot_be_used_says_why(string body, TaskSourceFault expected, string happened)
    {
        await using var http = new HttpHarness();
        http.Frontend.On("action/5/", FakeAnswer.Json(body));
        var fetch = async () => await http.Source.FetchActionAsync(new ActionListing(5), TestContext.Current.CancellationToken);

        var fault = (await fetch.Should().ThrowAsync<TaskSourceException>()).Which;
        fault.Fault.Should().Be(expected);
        fault.Message.Should().StartWith($"Error retrieving action 5 from {http.Frontend.Url}backend/action/5/: ").And.Contain(happened);
    }
}
