using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Sources;

/// <summary>What a frontend can answer instead of its list, over a real socket, in both protocols.</summary>
public sealed class BadAnswerSpecs
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

    public static TheoryData<string> Names
    {
        get
        {
            var names = new TheoryData<string>();
            foreach (var name in Answers(FrontendProtocol.Pending).Keys)
            {
                names.Add(name);
            }

            return names;
        }
    }

    private static Dictionary<string, Bad> Answers(FrontendProtocol protocol)
    {
        // Where the builds list begins and ends in a sound answer.
        var (open, close) = protocol == FrontendProtocol.Waiting ? ("""{"actions": [], "builds": [""", "]}") : ("[", "]");
        var sound = open + HttpHarness.Good + close;
        return new()
        {
            ["reset"] = new(FakeAnswer.Reset(), TaskSourceFault.Unreachable, "onnection", "See whether the frontend runs"),
            ["closed without an answer"] = new(FakeAnswer.Raw(""), TaskSourceFault.Unreachable, "ended prematurely", "See whether the frontend runs"),
            ["reset in the body"] = new(
                FakeAnswer.Reset($"{Head}Content-Length: 100\r\n\r\n[{{\"task_id\""), TaskSourceFault.Unreachable, "broke in the middle", "restarted"),
            ["never answering"] = new(FakeAnswer.Silence(), TaskSourceFault.TimedOut, "did not come within 2 s", "Frontend:Timeout"),
            ["a byte per second"] = new(
                FakeAnswer.Json("[]                  ") with { Drip = TimeSpan.FromSeconds(1) }, TaskSourceFault.TimedOut, "did not come within 2 s",
                "Frontend:Timeout"),
            ["cut, length known"] = new(
                FakeAnswer.Json(sound) with { CutAfter = open.Length + 20 }, TaskSourceFault.NotJson, "Error getting JSON: the answer was cut",
                "frontend's log"),
            ["cut, chunked"] = new(
                FakeAnswer.Json(sound) with { CutAfter = open.Length + 20, Framing = BodyFraming.Chunked },
                TaskSourceFault.NotJson,
                "Error getting JSON: the answer was cut",
                "frontend's log"),
            ["cut, with a proper end"] = new(
                FakeAnswer.Json(open + HttpHarness.Good), TaskSourceFault.NotJson, "is not JSON, or was cut (after byte", "frontend's log"),
            ["cut, no length"] = new(
                FakeAnswer.Json($"{open}{HttpHarness.Good}, {{\"task_") with { Framing = BodyFraming.UntilClose }, TaskSourceFault.NotJson,
                "is not JSON, or was cut", "frontend's log"),
            ["cut, gzip"] = new(
                FakeAnswer.Json(sound) with { CutAfter = 40, Gzip = true, Framing = BodyFraming.UntilClose },
                TaskSourceFault.NotJson,
                "Error getting JSON",
                "frontend's log"),
            ["not gzip"] = new(
                FakeAnswer.Json("[]").With("Content-Encoding", "gzip"), TaskSourceFault.NotJson, "Error getting JSON: the answer was cut or damaged",
                "frontend's log"),
            ["bad chunk"] = new(
                FakeAnswer.Raw($"{Head}Transfer-Encoding: chunked\r\n\r\n2\r\n[]\r\nzz\r\n"), TaskSourceFault.NotJson, "Error getting JSON: the answer was cut",
                "frontend's log"),
            ["401"] = new(
                FakeAnswer.WrongPassword(), TaskSourceFault.Unauthorized, "status 401 UNAUTHORIZED: \"You have to provide the correct password\"",
                "Set Frontend:Password"),
            ["403"] = new(
                FakeAnswer.Html(403, "no") with { Reason = "Forbidden" }, TaskSourceFault.BadStatus, "status 403 Forbidden: \"no\"", "frontend's log"),
            ["404"] = new(
                FakeAnswer.Html(404, "<h1>Not\n Found</h1>") with { Reason = "NOT FOUND" }, TaskSourceFault.BadStatus,
                "status 404 NOT FOUND: \"<h1>Not Found</h1>\"", "Frontend:Url"),
            ["500 with HTML"] = new(
                FakeAnswer.ServerError(), TaskSourceFault.BadStatus, "status 500 INTERNAL SERVER ERROR: \"<!doctype html> <title>500", "frontend's log"),
            ["500 with JSON"] = new(
                FakeAnswer.Json("""{"msg": "no"}""", 500) with { Reason = "Oops" }, TaskSourceFault.BadStatus, "status 500 Oops: \"{\"msg\": \"no\"}\"",
                "frontend's log"),
            ["204"] = new(FakeAnswer.Json("", 204) with { Reason = "No Content" }, TaskSourceFault.BadStatus, "status 204 No Content", "frontend's log"),
            ["200 with HTML"] = new(
                FakeAnswer.Html(200, "<html>\n<body>Please log in"), TaskSourceFault.NotJson, "it begins \"<html> <body>Please log in\"", "Frontend:Url"),
            ["status line without a status"] = new(
                FakeAnswer.Raw("HTTP/1.1 0 e3q8\r\nContent-Length: 2\r\n\r\n[]"), TaskSourceFault.BadStatus, "invalid status code: '0 e'",
                "its database may be out of order"),
            ["not HTTP at all"] = new(FakeAnswer.Raw("-ERR unknown command\r\n\r\n"), TaskSourceFault.BadStatus, "no proper status line", "frontend's log"),
            ["empty"] = new(FakeAnswer.Json(""), TaskSourceFault.NotJson, "Error getting JSON: the answer is empty", "frontend's log"),
            ["only a byte order mark"] = new(FakeAnswer.Json("\uFEFF"), TaskSourceFault.NotJson, "the answer is empty", "frontend's log"),
            ["over the bound"] = new(
                FakeAnswer.Json(new string(' ', 200_001)), TaskSourceFault.TooLarge, "larger than 200000 bytes", "Frontend:MaxResponseBytes"),
            ["over the bound, chunked"] = new(
                FakeAnswer.Json(new string(' ', 200_001)) with { Framing = BodyFraming.Chunked }, TaskSourceFault.TooLarge, "larger than 200000 bytes",
                "Frontend:MaxResponseBytes"),
            ["null"] = new(FakeAnswer.Json("null"), TaskSourceFault.WrongShape, "the answer is null, not ", "Frontend:Protocol"),
            ["a number"] = new(FakeAnswer.Json("42"), TaskSourceFault.WrongShape, "the answer is the number 42, not ", "Frontend:Protocol"),
            ["a string"] = new(FakeAnswer.Json("\"success\""), TaskSourceFault.WrongShape, "the answer is the string \"success\", not ", "Frontend:Protocol"),
            ["two values"] = new(FakeAnswer.Json(sound + " []"), TaskSourceFault.NotJson, "is not JSON, or was cut", "frontend's log"),
            ["a lone surrogate in the key of the answer"] = new(
                FakeAnswer.Json("""{"b\ud800ilds": []}"""), TaskSourceFault.WrongShape, "the answer ", "Frontend:Protocol"),
            ["redirect"] = new(
                FakeAnswer.Html(308, "moved").With("Location", "http://jdoe:hunter2@elsewhere/backend/") with { Reason = "PERMANENT REDIRECT" },
                TaskSourceFault.BadStatus,
                "status 308 PERMANENT REDIRECT, a redirect to http://elsewhere/backend/, which is not followed",
                "Set Frontend:Url to where the frontend really is"),
        };
    }

    [Theory]
    [MemberData(nameof(Names))]
    public Task A_bad_answer_of_today_s_list_says_what_it_was_and_the_next_good_one_is_taken(string name) => CheckAsync(name, FrontendProtocol.Pending);

    [Theory]
    [MemberData(nameof(Names))]
    public Task A_bad_answer_of_the_2014_list_says_what_it_was_and_the_next_good_one_is_taken(string name) => CheckAsync(name, FrontendProtocol.Waiting);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_bad_answer_of_the_action_list_costs_no_build(string name)
    {
        await using var http = Make(FrontendProtocol.Pending, name);
        http.Frontend.Builds.Add(HttpHarness.Good);
        var bad = Answers(FrontendProtocol.Pending)[name];
        http.Frontend.On("pending-actions/", bad.Answer);
        var snapshot = await http.FetchAsync();

        snapshot.Tasks.Should().ContainSingle().Which.TaskId.Should().Be(HttpHarness.GoodId);
        var fault = snapshot.Actions.Should().BeOfType<Listing<ActionListing>.NoNews>().Which.Error!;
        fault.Fault.Should().Be(bad.Fault);
        fault.Message.Should().StartWith($"Error retrieving actions from {http.Frontend.Url}backend/pending-actions/: ").And.Contain(bad.Happened);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_bad_answer_of_the_cancel_requests_is_no_news_and_says_what_it_was(string name)
    {
        await using var http = Make(FrontendProtocol.Pending, name);
        var bad = Answers(FrontendProtocol.Pending)[name];
        http.Frontend.On("build-tasks/cancel-requests/", bad.Answer);

        var error = (await http.FetchCancelsAsync()).Should().BeOfType<Listing<string>.NoNews>().Which.Error;
        if (name == "404")
        {
            error.Should().BeNull("a frontend from before 2020 has no such list");
        }
        else
        {
            error!.Fault.Should().Be(bad.Fault);
            error.Message.Should().StartWith($"Error retrieving cancel requests from {http.Frontend.Url}backend/build-tasks/cancel-requests/: ");
        }
    }

    [Theory]
    [InlineData("http://no-such-host.invalid", "The name of its host is not known: correct Frontend:Url")]
    [InlineData("https", "TLS could not be agreed on: see whether the port of Frontend:Url is one for https")]
    public async Task A_mistake_in_the_address_is_named(string address, string cure)
    {
        await using var http = new HttpHarness(FrontendProtocol.Pending, frontend =>
            frontend.Url = address == "https" ? new UriBuilder(frontend.Url!) { Scheme = "https" }.Uri : new Uri(address));

        var fault = await http.FailAsync();

        fault.Fault.Should().Be(TaskSourceFault.Unreachable);
        fault.Message.Should().Contain(cure);
    }

    [Theory]
    [InlineData(BodyFraming.Chunked, true)]
    [InlineData(BodyFraming.UntilClose, true)]
    [InlineData(BodyFraming.UntilClose, false)]
    public async Task A_cut_list_names_the_last_task_that_could_be_read(BodyFraming framing, bool isPending)
    {
        await using var http = Make(isPending ? FrontendProtocol.Pending : FrontendProtocol.Waiting);
        var list = """[{"task_id": 3, "chroot": null}, {"task_id": "4-fedora-42-x86_64", "chroot": "fedora-42-x86_64", "source": {"task_id": "no"}},"""
            + """ {"task_id": "5-fedora-42-x86_64", "chr""";
        var body = isPending ? list : """{"actions": [], "builds": """ + list;
        http.Frontend.On(http.BuildsEndpoint, FakeAnswer.Json(body + "oot\": 1}]") with { Framing = framing, CutAfter = body.Length });

        (await http.FailAsync()).Message.Should().Contain("the last task that could be read is 4-fedora-42-x86_64");
    }

    [Fact]
    public async Task A_refused_connection_says_so_and_the_next_poll_finds_the_frontend_again()
    {
        await using var http = Make(FrontendProtocol.Pending);
        http.Frontend.Builds.Add(HttpHarness.Good);
        await http.FetchAsync();

        await http.Frontend.RefuseAsync();
        var fault = await http.FailAsync();
        fault.Fault.Should().Be(TaskSourceFault.Unreachable);
        fault.Message.Should().Be(
            $"Error retrieving jobs from {http.Frontend.Url}backend/pending-jobs/: Connection refused. "
                + "See whether the frontend runs and Frontend:Url is right.");

        http.Frontend.AcceptAgain();
        var snapshot = await http.FetchAsync();
        snapshot.Tasks.Should().ContainSingle();
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("Mon, 01 Jan 2001 00:00:00 GMT", 0)]
    public async Task A_frontend_that_asks_to_be_left_alone_is_understood(string header, int seconds)
    {
        await using var http = Make(FrontendProtocol.Pending);
        http.Frontend.On("pending-jobs/", FakeAnswer.Html(503, "busy").With("Retry-After", header));
        var fault = await http.FailAsync();

        fault.RetryAfter.Should().Be(TimeSpan.FromSeconds(seconds));
        fault.Message.Should().Contain($"it asks to be left alone for {seconds} s");
    }

    [Fact]
    public async Task A_date_to_come_back_at_is_a_pause_from_now()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        await using var http = new HttpHarness(time: time);
        http.Frontend.On("pending-jobs/", FakeAnswer.Html(429, "busy").With("Retry-After", "Thu, 01 Jan 2026 12:05:00 GMT"));

        (await http.FailAsync()).RetryAfter.Should().Be(TimeSpan.FromMinutes(5));
    }

    /// <summary>The deadline is short where it is what the test waits for, and long enough for a busy machine elsewhere.</summary>
    private static HttpHarness Make(FrontendProtocol protocol, string name = "") => new(protocol, frontend =>
    {
        frontend.Timeout = TimeSpan.FromSeconds(name is "never answering" or "a byte per second" ? 2 : 30);
        frontend.MaxResponseBytes = 200_000;
    });

    private static async Task CheckAsync(string name, FrontendProtocol protocol)
    {
        var (answer, expected, happened, cure) = Answers(protocol)[name];
        await using var http = Make(protocol, name);
        http.Frontend.Builds.Add(HttpHarness.Good);
        http.Frontend.On(http.BuildsEndpoint, answer);
        var fault = await http.FailAsync();

        fault.Fault.Should().Be(expected);
        fault.Message.Should().StartWith($"Error retrieving jobs from {http.Frontend.Url}backend/{http.BuildsEndpoint}: ").And.Contain(happened)
            .And.Contain(cure).And.EndWith(".");
        fault.Message.Should().NotContain("\n").And.NotContain("hunter2");

        http.Options.Timeout = TimeSpan.FromSeconds(30);
        http.Frontend.On(http.BuildsEndpoint, null);
        var snapshot = await http.FetchAsync();
        snapshot.Tasks.Should().ContainSingle().Which.TaskId.Should().Be(HttpHarness.GoodId);
    }

    private sealed record Bad(FakeAnswer Answer, TaskSourceFault Fault, string Happened, string Cure);
}
