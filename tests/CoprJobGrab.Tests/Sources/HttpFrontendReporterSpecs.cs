using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CoprJobGrab.Tests.Sources;

public sealed class HttpFrontendReporterSpecs
{
    private static readonly ActionReport Report = new(811, true, null);

    [Theory]
    [InlineData(true, null, """{"actions":[{"id":811,"result":1}]}""")]
    [InlineData(false, "boom \"x\"", """{"actions":[{"id":811,"result":2,"message":"boom \u0022x\u0022"}]}""")]
    public async Task A_result_is_posted_once_to_update_as_the_original_does(bool succeeded, string? message, string body)
    {
        await using var http = new HttpHarness(configure: frontend => frontend.Password = "thisisbackend");
        http.Frontend.Password = "thisisbackend";
        http.Frontend.Actions.Add("""{"id": 811, "action_type": 0}""");
        await http.Reporter.ReportActionAsync(new ActionReport(811, succeeded, message), TestContext.Current.CancellationToken);

        var request = http.Frontend.Requests.Should().ContainSingle().Subject;
        request.Method.Should().Be("POST");
        request.Path.Should().Be("/backend/update/");
        request.Headers["Content-Type"].Should().Be("application/json");
        request.Headers.Should().ContainKey("Content-Length").And.NotContainKey("Transfer-Encoding");
        request.Credentials.Should().Be("user:thisisbackend");
        request.Text.Should().Be(body);
        http.Frontend.Reports.Should().Equal(new ActionReport(811, succeeded, message));
        http.Frontend.Actions.Should().BeEmpty();
    }

    [Theory]
    [InlineData("62-update-action-success", 20)]
    [InlineData("62-update-action-failure", 25)]
    [InlineData("62-update-action-missing", 99999)]
    [InlineData("2014-update-action-success", 4)]
    public async Task The_recorded_answers_count_as_taken_an_unknown_action_too(string capture, long id)
    {
        await using var http = new HttpHarness();
        http.Frontend.On("update/", Capture.Answer(capture));
        await http.Reporter.ReportActionAsync(new ActionReport(id, true, null), TestContext.Current.CancellationToken);

        http.Frontend.Requests.Should().ContainSingle();
    }

    [Theory]
    [InlineData("{}", TaskSourceFault.WrongShape, "says nothing of action 811: \"{}\"")]
    [InlineData("""{"updated_actions_ids": [812], "non_existing_actions_ids": []}""", TaskSourceFault.WrongShape, "says nothing of action 811")]
    [InlineData("""{"updated_actions_ids": "811", "non_existing_actions_ids": [[811], null]}""", TaskSourceFault.WrongShape, "says nothing of action 811")]
    [InlineData("[811]", TaskSourceFault.WrongShape, "the answer is a list")]
    [InlineData("null", TaskSourceFault.WrongShape, "the answer is null")]
    [InlineData("<html>", TaskSourceFault.NotJson, "Error getting JSON")]
    [InlineData("", TaskSourceFault.NotJson, "the answer is empty")]
    public async Task An_answer_that_does_not_name_the_action_is_not_taken(string body, TaskSourceFault expected, string happened)
    {
        await using var http = new HttpHarness();
        http.Frontend.On("update/", FakeAnswer.Json(body));
        var fault = await FailAsync(http);

        fault.Fault.Should().Be(expected);
        fault.Message.Should().StartWith($"Error reporting action 811 to {http.Frontend.Url}backend/update/: ").And.Contain(happened);
    }

    [Theory]
    [InlineData(401, TaskSourceFault.Unauthorized)]
    [InlineData(404, TaskSourceFault.BadStatus)]
    [InlineData(400, TaskSourceFault.BadStatus)]
    public async Task A_refusal_is_not_repeated(int status, TaskSourceFault expected)
    {
        await using var http = new HttpHarness();
        http.Frontend.On("update/", FakeAnswer.Html(status, "no"));

        (await FailAsync(http)).Fault.Should().Be(expected);
        http.Frontend.Requests.Should().ContainSingle();
    }

    public static TheoryData<string> Passing => ["501", "500", "503", "408", "429", "reset", "garbage"];

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task A_failure_that_may_pass_comes_out_after_one_attempt_because_the_outbox_tells_again(string name)
    {
        await using var http = new HttpHarness();
        http.Frontend.On("update/", Bad(name));

        (await FailAsync(http)).Fault.Should().Be(name == "reset" ? TaskSourceFault.Unreachable : TaskSourceFault.BadStatus);

        http.Frontend.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_frontend_that_never_answers_has_its_time_and_is_asked_once()
    {
        var time = new FakeTimeProvider();
        await using var http = new HttpHarness(configure: frontend => frontend.Timeout = TimeSpan.FromSeconds(30), time: time);
        http.Frontend.On("update/", FakeAnswer.Silence());
        var report = http.Reporter.ReportActionAsync(Report, TestContext.Current.CancellationToken).AsTask();
        await http.Frontend.WaitForRequestAsync("update/");
        time.Advance(TimeSpan.FromSeconds(30) - TimeSpan.FromMilliseconds(1));
        report.IsCompleted.Should().BeFalse();

        time.Advance(TimeSpan.FromMilliseconds(1));

        (await report.Awaiting(task => task).Should().ThrowAsync<TaskSourceException>()).Which.Fault.Should().Be(TaskSourceFault.TimedOut);
        http.Frontend.Requests.Should().ContainSingle();
    }

    [Theory]
    [InlineData("600")]
    [InlineData("Thu, 01 Jan 2026 12:10:00 GMT")]
    public async Task For_how_long_the_frontend_asks_to_be_left_alone_comes_out(string header)
    {
        await using var http = new HttpHarness(time: new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero)));
        http.Frontend.On("update/", FakeAnswer.Html(503, "busy").With("Retry-After", header));

        (await FailAsync(http)).RetryAfter.Should().Be(TimeSpan.FromSeconds(600));
        http.Frontend.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_build_is_posted_with_all_that_either_frontend_reads()
    {
        await using var http = new HttpHarness(configure: frontend => frontend.Password = "thisisbackend");
        http.Frontend.Password = "thisisbackend";
        await http.Reporter.RescheduleAsync(new BuildChroot(40127, "40127-fedora-20-x86_64", "fedora-20-x86_64"), TestContext.Current.CancellationToken);

        var request = http.Frontend.Requests.Should().ContainSingle().Subject;
        request.Path.Should().Be("/backend/reschedule_build_chroot/");
        request.Headers.Should().ContainKey("Content-Length").And.NotContainKey("Transfer-Encoding");
        request.Credentials.Should().Be("user:thisisbackend");
        request.Text.Should().Be("""{"build_id":40127,"task_id":"40127-fedora-20-x86_64","chroot":"fedora-20-x86_64"}""");
    }

    [Theory]
    [InlineData("""{"result": "done"}""", null)]
    [InlineData("""{"result": "noop", "msg": "build was cancelled, ignoring"}""", null)]
    [InlineData("""{"result": "noop", "msg": "build is not in running states, ignoring"}""", null)]
    [InlineData("""{"result": "noop", "msg": "Build 40127 wasn't found"}""", null)]
    [InlineData("""{"result": "bad request", "msg": "Request missing  `build_id` and/or `chroot`"}""", "neither `done` nor `noop`")]
    [InlineData("""{"result": 1}""", "neither `done` nor `noop`")]
    [InlineData("{}", "neither `done` nor `noop`")]
    [InlineData("[]", "the answer is a list")]
    public async Task A_build_is_taken_when_the_answer_is_done_or_noop(string body, string? happened)
    {
        await using var http = new HttpHarness();
        http.Frontend.On("reschedule_build_chroot/", FakeAnswer.Json(body));
        var reschedule = async () =>
            await http.Reporter.RescheduleAsync(new BuildChroot(40127, "40127-fedora", "fedora"), TestContext.Current.CancellationToken);

        if (happened is null)
        {
            await reschedule.Should().NotThrowAsync();
        }
        else
        {
            (await reschedule.Should().ThrowAsync<TaskSourceException>()).Which.Message.Should()
                .StartWith($"Error rescheduling task 40127-fedora at {http.Frontend.Url}backend/reschedule_build_chroot/: ").And.Contain(happened);
        }
    }

    [Fact]
    public async Task The_caller_s_cancellation_stays_a_cancellation()
    {
        await using var http = new HttpHarness();
        http.Frontend.On("update/", FakeAnswer.Silence());
        using var stop = new CancellationTokenSource();
        var report = http.Reporter.ReportActionAsync(Report, stop.Token).AsTask();
        await http.Frontend.WaitForRequestAsync("update/");
        await stop.CancelAsync();

        await report.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    internal static FakeAnswer Bad(string name) => name switch
    {
        "reset" => FakeAnswer.Reset(),
        "garbage" => FakeAnswer.Raw("HTTP/1.1 0 e3q8\r\n\r\n"),
        _ => FakeAnswer.Html(int.Parse(name, System.Globalization.CultureInfo.InvariantCulture), "busy"),
    };

    private static async Task<TaskSourceException> FailAsync(HttpHarness http)
    {
        var report = async () => await http.Reporter.ReportActionAsync(Report, TestContext.Current.CancellationToken);
        return (await report.Should().ThrowAsync<TaskSourceException>()).Which;
    }
}
