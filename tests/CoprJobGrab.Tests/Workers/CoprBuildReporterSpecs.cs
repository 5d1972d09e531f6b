using System.Text;
using System.Text.Json.Nodes;
using CoprJobGrab.Testing;
using CoprJobGrab.Tests.Sources;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CoprJobGrab.Tests.Workers;

public sealed class CoprBuildReporterSpecs
{
    private const string Rpm = "11-fedora-42-x86_64";
    private const string Listed = """{"task_id": "11-fedora-42-x86_64", "build_id": 11, "chroot": "fedora-42-x86_64", "background": false}""";
    private const string ListedSource = """{"task_id": "6", "build_id": 6, "chroot": "fedora-42-x86_64", "background": false}""";
    private const string Old = """{"task_id": "1-epel-7-x86_64", "build_id": 1, "chroot": "epel-7-x86_64", "pkgs": "http://localhost/a.src.rpm"}""";

    private static readonly DateTimeOffset Started = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_900);

    [Fact]
    public async Task The_whole_record_is_fetched_and_the_start_is_told_as_today_s_backend_tells_it()
    {
        await using var http = new HttpHarness(configure: frontend => frontend.Password = "thisisbackend", time: new FakeTimeProvider(Started));
        http.Frontend.Password = "thisisbackend";
        http.Frontend.On($"get-build-task/{Rpm}", Capture.Answer("20-get-build-task-rpm_all-fedora-42-x86_64"));
        http.Frontend.On("starting_build/", Capture.Answer("50-starting_build-ok"));

        var start = await http.Builds.StartAsync(Taken(Rpm, Listed), TestContext.Current.CancellationToken);

        var whole = start.Should().BeOfType<BuildStart.Go>().Subject.Task!.Value;
        whole.ToArray().Should().Equal(Capture.Body("20-get-build-task-rpm_all-fedora-42-x86_64").SkipLast(1), "a worker gets what the frontend sent");
        var asked = http.Frontend.RequestsOf("starting_build/").Should().ContainSingle().Subject;
        asked.Text.Should().Be(
            """{"id":11,"build_id":11,"task_id":"11-fedora-42-x86_64","chroot":"fedora-42-x86_64","status":6,"started_on":1700000000,"""
                + "\"result_dir\":\"00000011-hello\"}");
        asked.Headers.Should().ContainKey("Content-Length").And.NotContainKey("Transfer-Encoding");
        asked.Credentials.Should().Be("user:thisisbackend");
        http.Builds.TellsOfGivingBack.Should().BeFalse("the frontend lists it all the time");
    }

    [Fact]
    public async Task A_worker_that_has_lost_its_lease_while_the_record_was_fetched_does_not_say_that_it_starts()
    {
        await using var http = new HttpHarness(time: new FakeTimeProvider(Started));
        http.Frontend.On($"get-build-task/{Rpm}", Capture.Answer("20-get-build-task-rpm_all-fedora-42-x86_64"));
        var late = Taken(Rpm, Listed) with { IsHeld = () => http.Frontend.RequestsOf($"get-build-task/{Rpm}").Count == 0 };

        await http.Builds.Invoking(builds => builds.StartAsync(late, TestContext.Current.CancellationToken).AsTask())
            .Should().ThrowAsync<OperationCanceledException>();

        http.Frontend.RequestsOf("starting_build/").Should().BeEmpty();
    }

    [Fact]
    public async Task A_source_task_is_one_of_srpm_builds_also_where_its_record_names_a_chroot()
    {
        await using var http = new HttpHarness(time: new FakeTimeProvider(Started));
        http.Frontend.On("get-srpm-build-task/6", Capture.Answer("21-get-srpm-build-task-src_custom"));
        http.Frontend.On("starting_build/", Capture.Answer("50-starting_build-ok"));

        (await http.Builds.StartAsync(Taken("6", ListedSource), TestContext.Current.CancellationToken)).Should().BeOfType<BuildStart.Go>();

        http.Frontend.RequestsOf("starting_build/").Should().ContainSingle().Which.Text.Should().Be(
            """{"id":6,"build_id":6,"task_id":"6","chroot":"srpm-builds","status":6,"started_on":1700000000,"result_dir":"00000006"}""");
    }

    [Fact]
    public async Task In_2014_the_list_has_the_whole_record_and_the_start_is_told_in_two_members()
    {
        await using var http = new HttpHarness(FrontendProtocol.Waiting);
        http.Frontend.On("starting_build/", Capture.Answer("2014-starting_build"));

        var start = await http.Builds.StartAsync(Taken("1-epel-7-x86_64", Old), TestContext.Current.CancellationToken);

        start.Should().Be(new BuildStart.Go());
        http.Frontend.Requests.Should().ContainSingle().Which.Text.Should().Be("""{"build_id":1,"chroot":"epel-7-x86_64"}""");
        http.Builds.TellsOfGivingBack.Should().BeTrue("it does not list what runs");
    }

    [Theory]
    [InlineData(FrontendProtocol.Pending, false)]
    [InlineData(FrontendProtocol.Waiting, true)]
    public async Task Where_the_protocol_is_not_said_the_frontend_is_asked_once_which_list_it_has(FrontendProtocol speaks, bool tells)
    {
        await using var http = new HttpHarness(speaks, frontend => frontend.Protocol = FrontendProtocol.Auto);
        http.Frontend.Builds.Add(Listed, Old);
        var taken = speaks == FrontendProtocol.Pending ? Taken(Rpm, Listed) : Taken("1-epel-7-x86_64", Old);

        (await http.Builds.StartAsync(taken, TestContext.Current.CancellationToken)).Should().BeOfType<BuildStart.Go>();
        (await http.Builds.StartAsync(taken, TestContext.Current.CancellationToken)).Should().BeOfType<BuildStart.Go>();

        http.Builds.TellsOfGivingBack.Should().Be(tells);
        http.Frontend.RequestsOf("pending-jobs/").Should().ContainSingle();
        http.Frontend.StatusOf(taken.TaskId).Should().Be(6);
    }

    [Fact]
    public async Task What_the_source_has_found_of_the_protocol_is_known_here()
    {
        await using var http = new HttpHarness(FrontendProtocol.Waiting, frontend => frontend.Protocol = FrontendProtocol.Auto);
        var snapshot = await http.FetchAsync();

        http.Builds.TellsOfGivingBack.Should().BeTrue();
    }

    [Fact]
    public async Task A_start_that_the_frontend_refuses_is_refused()
    {
        await using var http = new HttpHarness();
        http.Frontend.Builds.Add(Listed);
        http.Frontend.On("starting_build/", Capture.Answer("51-starting_build-canceled"));

        (await StartAsync(http)).Should().BeOfType<BuildStart.Refused>();
    }

    [Fact]
    public async Task A_task_that_the_frontend_does_not_know_is_refused_and_one_that_nobody_can_build_is_unfit()
    {
        await using var http = new HttpHarness();
        http.Frontend.On($"get-build-task/{Rpm}", Capture.Answer("00-get-build-task-404"));
        (await StartAsync(http)).Should().BeOfType<BuildStart.Refused>();

        http.Frontend.On($"get-build-task/{Rpm}", FakeAnswer.Json("null\n"));
        (await StartAsync(http)).Should().BeOfType<BuildStart.Unfit>();

        http.Frontend.RequestsOf("starting_build/").Should().BeEmpty("nothing starts");
    }

    public static TheoryData<FakeAnswer, FakeAnswer?> Failures => new()
    {
        { Capture.Answer("20-get-build-task-malformedchroot"), null },
        { FakeAnswer.Html(404, "<h1>This is another web server</h1>"), null },
        { FakeAnswer.Json("[]"), null },
        { FakeAnswer.Reset(), null },
        { FakeAnswer.Json(Listed), FakeAnswer.ServerError() },
        { FakeAnswer.Json(Listed), FakeAnswer.Html(404, "<h1>This is another web server</h1>") },
        { FakeAnswer.Json(Listed), FakeAnswer.Json("{}") },
        { FakeAnswer.Json(Listed), FakeAnswer.Json("""{"can_start": "no"}""") },
        { FakeAnswer.Json(Listed), FakeAnswer.Json("null") },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Anything_else_is_no_answer_and_lets_its_failure_out(FakeAnswer record, FakeAnswer? start)
    {
        await using var http = new HttpHarness();
        http.Frontend.On($"get-build-task/{Rpm}", record);
        http.Frontend.On("starting_build/", start);

        await http.Awaiting(StartAsync).Should().ThrowAsync<TaskSourceException>();
    }

    [Fact]
    public async Task A_build_that_runs_is_told_with_its_status_and_when_it_began()
    {
        await using var http = new HttpHarness();
        http.Frontend.On("update/", Capture.Answer("60-update-build-running"));
        var json = Encoding.UTF8.GetBytes("""{"build_id": 12, "chroot": "fedora-42-x86_64", "result_dir": "of-the-record"}""");

        await http.Builds.RunningAsync(Taken("12-fedora-42-x86_64", Listed), json, Started, TestContext.Current.CancellationToken);

        http.Frontend.Requests.Should().ContainSingle().Which.Text.Should().Be(
            """{"builds":[{"id":12,"build_id":12,"task_id":"12-fedora-42-x86_64","chroot":"fedora-42-x86_64","status":3,"started_on":1700000000,"""
                + "\"result_dir\":\"of-the-record\"}]}");
    }

    [Theory]
    [InlineData("60-update-build-succeeded", "12-fedora-42-x86_64", 1)]
    [InlineData("60-update-build-failed", "12-fedora-42-x86_64", 0)]
    [InlineData("60-update-srpm-succeeded", "1", 1)]
    [InlineData("61-update-missing-build", "99999-fedora-42-x86_64", 1)]
    [InlineData("2014-update-build-running", "1-fedora-42-x86_64", 0)]
    public async Task The_recorded_answers_take_the_end_that_of_a_deleted_build_too(string capture, string taskId, int status)
    {
        await using var http = new HttpHarness();
        http.Frontend.On("update/", Capture.Answer(capture));

        await http.Builds.EndedAsync(
            Report(status == 1 ? new BuildOutcome.Succeeded() : new BuildOutcome.Failed("no"), taskId), TestContext.Current.CancellationToken);

        Told(http)["status"]!.GetValue<int>().Should().Be(status);
    }

    [Fact]
    public async Task The_members_of_the_outcome_go_with_the_end()
    {
        await using var http = new HttpHarness();
        http.Frontend.Builds.Add(Listed);
        var outcome = new BuildOutcome.Succeeded(
            """{"result_dir": "mine", "pkg_version": "1", "note": "a\u0000b", "results": {"packages": [{"epoch": 0}]}}""");

        await http.Builds.EndedAsync(Report(outcome, Rpm), TestContext.Current.CancellationToken);

        http.Frontend.Requests.Should().ContainSingle().Which.Text.Should().Be(
            """{"builds":[{"id":11,"build_id":11,"task_id":"11-fedora-42-x86_64","chroot":"fedora-42-x86_64","status":1,"started_on":1700000000"""
                + ""","ended_on":1700000060,"result_dir":"mine","pkg_version":"1","note":"a\ufffdb","results":{"packages": [{"epoch": 0}]}}]}""");
        http.Frontend.StatusOf(Rpm).Should().Be(1);
    }

    [Theory]
    [InlineData("""{"updated_builds_ids": [12], "non_existing_builds_ids": []}""", "says nothing of the build")]
    [InlineData("{}", "says nothing of the build")]
    [InlineData("[]", "the answer is a list")]
    [InlineData("", "the answer is empty")]
    public async Task An_answer_that_does_not_name_the_build_is_not_taken(string body, string happened)
    {
        await using var http = new HttpHarness();
        http.Frontend.On("update/", FakeAnswer.Json(body));
        var told = http.Awaiting(one => one.Builds.EndedAsync(Report(new BuildOutcome.Succeeded(), Rpm), TestContext.Current.CancellationToken).AsTask());

        (await told.Should().ThrowAsync<TaskSourceException>()).Which.Message.Should().StartWith($"Error reporting task {Rpm} to").And.Contain(happened);
    }

    [Theory]
    [InlineData("""{"result": "done"}""")]
    [InlineData("""{"result": "noop", "msg": "build is not in running states, ignoring"}""")]
    public async Task A_build_that_is_given_back_is_to_be_listed_again(string answer)
    {
        await using var http = new HttpHarness(FrontendProtocol.Waiting);
        http.Frontend.On("reschedule_build_chroot/", FakeAnswer.Json(answer));

        await http.Builds.EndedAsync(Report(new BuildOutcome.Interrupted(), "1-epel-7-x86_64"), TestContext.Current.CancellationToken);
        await http.Builds.EndedAsync(Report(new BuildOutcome.GivenBack("later"), "1"), TestContext.Current.CancellationToken);

        http.Frontend.Requests.Select(request => (request.Path, request.Text)).Should().Equal(
            ("/backend/reschedule_build_chroot/", """{"build_id":1,"task_id":"1-epel-7-x86_64","chroot":"epel-7-x86_64"}"""),
            ("/backend/reschedule_build_chroot/", """{"build_id":1,"task_id":"1","chroot":"srpm-builds"}"""));
    }

    [Theory]
    [InlineData("[]", "no object")]
    [InlineData("{", "no JSON")]
    [InlineData("""{"status": 1}""", "`status`")]
    [InlineData("""{"pkg_version": "1", "task_id": "7"}""", "`task_id`")]
    [InlineData("""{"chroot": null}""", "`chroot`")]
    [InlineData("""{"i\u0064": 3}""", "`id`")]
    public void Members_that_cannot_be_told_are_refused_where_they_are_made(string members, string why)
    {
        var make = () => new BuildOutcome.Succeeded(members);
        make.Should().Throw<ArgumentException>().WithMessage($"*{why}*");
        var change = () => new BuildOutcome.Failed("x") with { Members = members };
        change.Should().Throw<ArgumentException>().WithMessage($"*{why}*");
    }

    [Fact]
    public async Task A_task_that_names_no_build_is_unfit()
    {
        await using var http = new HttpHarness();

        (await http.Builds.StartAsync(Taken("x-y", """{"task_id": "x-y"}"""), TestContext.Current.CancellationToken)).Should().BeOfType<BuildStart.Unfit>();
    }

    private static Task<BuildStart> StartAsync(HttpHarness http) =>
        http.Builds.StartAsync(Taken(Rpm, Listed), TestContext.Current.CancellationToken).AsTask();

    private static TakenBuild Taken(string taskId, string json) => new("g", taskId, Guid.NewGuid(), 1, Encoding.UTF8.GetBytes(json), Started);

    private static BuildReport Report(BuildOutcome outcome, string taskId) =>
        new("g", taskId, Encoding.UTF8.GetBytes("{}"), outcome, Started, Started.AddSeconds(60));

    private static JsonNode Told(HttpHarness http) => JsonNode.Parse(http.Frontend.Requests.Should().ContainSingle().Subject.Text)!["builds"]![0]!;
}
