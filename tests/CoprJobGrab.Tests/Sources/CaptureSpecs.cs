using System.Text;
using System.Text.Json;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Sources;

/// <summary>The real frontend's answers, replayed.</summary>
public sealed class CaptureSpecs
{
    public static TheoryData<string> Actions => [.. Capture.Names("30-action-*")];

    [Fact]
    public async Task The_recorded_list_of_188_tasks_is_read_whole()
    {
        await using var http = new HttpHarness();
        http.Frontend.On("pending-jobs/", Capture.Answer("10-pending-jobs"));
        var snapshot = await http.FetchAsync();

        snapshot.MalformedTasks.Should().BeEmpty();
        snapshot.FrontendApiVersion.Should().Be(9);
        using var expected = JsonDocument.Parse(Capture.Body("10-pending-jobs"));
        snapshot.Tasks.Should().HaveCount(188);
        snapshot.Tasks.Select(task => Encoding.UTF8.GetString(task.Json.Span)).Should()
            .Equal(expected.RootElement.EnumerateArray().Select(record => record.GetRawText()));
        snapshot.Tasks.Select(task => task.TaskId).Should()
            .Equal(expected.RootElement.EnumerateArray().Select(record => record.GetProperty("task_id").GetString()));
        snapshot.Tasks.Should().AllSatisfy(task => task.Architecture.Should().Be(task.Chroot?.Split('-')[^1]));
        snapshot.Tasks.Should().Contain(task => task.Chroot == null).And.Contain(task => task.Architecture == "s390x");
    }

    [Fact]
    public async Task The_recorded_list_of_2014_is_read_whole_with_its_actions()
    {
        await using var http = new HttpHarness(FrontendProtocol.Waiting);
        http.Frontend.On("waiting/", Capture.Answer("2014-waiting"));
        var snapshot = await http.FetchAsync();

        snapshot.MalformedTasks.Should().BeEmpty();
        snapshot.FrontendApiVersion.Should().Be(0);
        snapshot.Tasks.Select(task => task.TaskId).Should().Equal(
            "1-epel-7-x86_64", "1-fedora-21-ppc64le", "1-fedora-21-i386", "1-fedora-20-x86_64", "2-fedora-20-x86_64", "3-fedora-rawhide-x86_64",
            "3-epel-6-i386",
            "4-fedora-rawhide-x86_64", "4-epel-6-i386");
        snapshot.Tasks[0].Details.ProjectOwner.Should().Be("alice");
        var actions = snapshot.Actions.Should().BeOfType<Listing<ActionListing>.Complete>().Which.Items;
        actions.Select(action => action.Record!.Type).Should()
            .Equal(ActionType.Delete, ActionType.Delete, ActionType.CreateRepo, ActionType.Rename, ActionType.Delete);
        actions[3].Record!.OldValue.Should().Be("bob/oldname");
    }

    [Fact]
    public async Task The_recorded_actions_are_JSON_served_as_HTML_and_are_read()
    {
        await using var http = new HttpHarness();
        http.Frontend.On("pending-actions/", Capture.Answer("12-pending-actions"));
        http.Frontend.On("build-tasks/cancel-requests/", Capture.Answer("15-cancel-requests").With("X", "y"));
        var snapshot = await http.FetchAsync();

        var actions = snapshot.Actions.Should().BeOfType<Listing<ActionListing>.Complete>().Subject;
        actions.Malformed.Should().BeEmpty();
        actions.Items.Should().HaveCount(32);
        actions.Items[0].Should().Be(new ActionListing(3) { Priority = -99, ProjectOwner = "bob" });
        actions.Items.Single(action => action.Id == 31).ProjectOwner.Should().BeNull();
        (await http.FetchCancelsAsync()).Should().BeOfType<Listing<string>.Complete>().Which.Items.Should().HaveCount(8)
            .And.HaveElementAt(1, "29-fedora-42-aarch64");
    }

    [Fact]
    public async Task An_empty_database_lists_nothing()
    {
        await using var http = new HttpHarness();
        http.Frontend.On("pending-jobs/", Capture.Answer("00-empty-pending-jobs"));
        http.Frontend.On("pending-actions/", Capture.Answer("00-empty-pending-actions"));
        http.Frontend.On("build-tasks/cancel-requests/", Capture.Answer("00-empty-cancel-requests"));
        var snapshot = await http.FetchAsync();

        snapshot.Tasks.Should().BeEmpty();
        snapshot.Actions.Should().BeOfType<Listing<ActionListing>.Complete>().Which.Items.Should().BeEmpty();
        (await http.FetchCancelsAsync()).Should().BeOfType<Listing<string>.Complete>().Which.Items.Should().BeEmpty();
    }

    [Fact]
    public async Task A_null_where_an_action_was_asked_for_is_no_action()
    {
        await using var http = new HttpHarness();
        http.Frontend.On("action/5/", Capture.Answer("00-empty-pending-action"));
        var fetch = async () => await http.Source.FetchActionAsync(new ActionListing(5), TestContext.Current.CancellationToken);

        (await fetch.Should().ThrowAsync<TaskSourceException>()).Which.Fault.Should().Be(TaskSourceFault.WrongShape);
    }

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task A_recorded_action_is_read_with_all_that_it_says(string name)
    {
        var json = Capture.Body(name);
        using var expected = JsonDocument.Parse(json);
        var root = expected.RootElement;
        var id = root.GetProperty("id").GetInt64();
        await using var http = new HttpHarness();
        http.Frontend.On($"action/{id}/", FakeAnswer.Bytes(json));
        var action = await http.Source.FetchActionAsync(new ActionListing(id), TestContext.Current.CancellationToken);

        action.Should().BeEquivalentTo(
            new ActionTask(id, (ActionType)root.GetProperty("action_type").GetInt32())
            {
                ObjectType = root.GetProperty("object_type").GetString(),
                ObjectId = Number("object_id"),
                OldValue = root.GetProperty("old_value").GetString(),
                NewValue = root.GetProperty("new_value").GetString(),
                Data = root.GetProperty("data").GetString(),
                CoprId = Number("copr_id"),
                CreatedOn = DateTimeOffset.FromUnixTimeSeconds(Number("created_on")!.Value),
            },
            options => options.Excluding(task => task.Json));
        Encoding.UTF8.GetString(action.Json.Span).Should().Be(Encoding.UTF8.GetString(json).TrimEnd());

        long? Number(string member) => root.GetProperty(member) is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : null;
    }

    [Fact]
    public async Task An_action_is_the_same_task_whatever_its_result()
    {
        await using var http = new HttpHarness();
        var tasks = new List<ActionTask>();
        foreach (var name in (string[])["62-action-after-waiting", "62-action-after-success"])
        {
            http.Frontend.On("action/20/", FakeAnswer.Bytes(Capture.Body(name)));
            tasks.Add(await http.Source.FetchActionAsync(new ActionListing(20), TestContext.Current.CancellationToken));
        }

        http.Frontend.On("action/25/", FakeAnswer.Bytes(Capture.Body("62-action-after-failure")));
        var failed = await http.Source.FetchActionAsync(new ActionListing(25), TestContext.Current.CancellationToken);

        tasks[0].Should().BeEquivalentTo(tasks[1], options => options.Excluding(task => task.Json));
        failed.Type.Should().Be(ActionType.Fork);
    }

    [Fact]
    public async Task An_unknown_action_is_the_recorded_500()
    {
        await using var http = new HttpHarness();
        http.Frontend.On("action/99999/", Capture.Answer("30-action-missing"));
        var fetch = async () => await http.Source.FetchActionAsync(new ActionListing(99999), TestContext.Current.CancellationToken);

        var fault = (await fetch.Should().ThrowAsync<TaskSourceException>()).Which;
        fault.Fault.Should().Be(TaskSourceFault.BadStatus);
        fault.Message.Should().Contain("status 500 INTERNAL SERVER ERROR");
    }

    [Theory]
    [InlineData("2014-waiting-noauth")]
    [InlineData("2014-waiting-wrongpw")]
    [InlineData("40-update-noauth")]
    [InlineData("40-update-wrongpw")]
    public async Task The_recorded_401_says_which_option_to_set(string name)
    {
        await using var http = new HttpHarness(FrontendProtocol.Waiting);
        http.Frontend.On("waiting/", Capture.Answer(name));
        var fault = await http.FailAsync();

        fault.Fault.Should().Be(TaskSourceFault.Unauthorized);
        fault.Message.Should().Contain("\"You have to provide the correct password\"").And.EndWith("Set Frontend:Password to the frontend's BACKEND_PASSWORD.");
    }

    [Fact]
    public async Task A_client_that_expects_2014_of_today_s_frontend_sees_the_recorded_404()
    {
        await using var http = new HttpHarness(FrontendProtocol.Waiting);
        http.Frontend.On("waiting/", Capture.Answer("90-legacy-waiting"));
        var fault = await http.FailAsync();

        fault.Fault.Should().Be(TaskSourceFault.BadStatus);
        fault.Message.Should().Contain("status 404 NOT FOUND").And.Contain("Frontend:Protocol");
    }
}
