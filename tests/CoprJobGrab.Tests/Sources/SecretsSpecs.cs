using System.Text;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Sources;

public sealed class SecretsSpecs
{
    private const string Password = "s3cret-pässword";
    private static readonly string Encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes($"user:{Password}"));

    public static TheoryData<string> Bodies => [Password, Encoded, $"{{\"Authorization\": \"Basic {Encoded}\"}}", $"[{{\"a\": \"{Password}"];

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_password_that_the_frontend_sends_back_is_in_no_exception(string body)
    {
        foreach (var protocol in (FrontendProtocol[])[FrontendProtocol.Pending, FrontendProtocol.Waiting])
        {
            await using var http = new HttpHarness(protocol, frontend => frontend.Password = Password);
            foreach (var answer in (FakeAnswer[])
                [
                    FakeAnswer.Html(500, body), FakeAnswer.Html(401, body), FakeAnswer.Json(body), FakeAnswer.Json($"\"{body.Replace('"', '\'')}\""),
                    FakeAnswer.Html(302, "").With("Location", $"http://user:{Uri.EscapeDataString(Password)}@elsewhere/"),
                ])
            {
                http.Frontend.On(http.BuildsEndpoint, answer);
                http.Frontend.On("update/", answer is HttpAnswer { Status: 500 } ? FakeAnswer.Html(400, body) : answer);
                ShowsNothing(await http.FailAsync());
                var report = async () => await http.Reporter.ReportActionAsync(new ActionReport(1, true, null), TestContext.Current.CancellationToken);
                ShowsNothing((await report.Should().ThrowAsync<TaskSourceException>()).Which);
            }
        }
    }

    [Theory]
    [InlineData(90)]
    [InlineData(95)]
    [InlineData(1015)]
    public async Task A_password_that_a_message_cuts_is_not_shown_in_part(int before)
    {
        await using var http = new HttpHarness(FrontendProtocol.Pending, frontend => frontend.Password = Password);
        foreach (var secret in (string[])[Password, Encoded])
        {
            var body = (before > 1000 ? new string(' ', before) : new string('x', before - 1) + " ") + secret + new string('y', 200);
            http.Frontend.On(http.BuildsEndpoint, FakeAnswer.Html(500, body));

            (await http.FailAsync()).Message.Should().NotContain(secret[..5]).And.Contain("***");
        }
    }

    [Theory]
    [InlineData("p&a<s>s'w\"o rd/ä", "p&amp;a&lt;s&gt;s&#39;w&#34;o rd/ä")]
    [InlineData("p&a<s>s'w\"o rd/ä", "p&amp;a&lt;s&gt;s&#x27;w&quot;o rd/ä")]
    [InlineData("p&a<s>s'w\"o rd/ä", "p%26a%3Cs%3Es%27w%22o%20rd/%C3%A4")]
    [InlineData("p&a<s>s'w\"o rd/ä", "p%26a%3cs%3es%27w%22o+rd%2f%c3%a4")]
    [InlineData("p&a<s>s'w\"o rd/ä", "p%26a%3Cs%3Es%27w%22o+rd/%C3%A4")]
    [InlineData("p&a<s>s'w\"o rd/ä", "p&a<s>s'w\\\"o rd/\\u00e4")]
    [InlineData("p&a<s>s'w\"o rd/ä", "p\\u0026a\\u003cs\\u003Es\\u0027w\\\"o rd\\/ä")]
    [InlineData("p&a<s>s'w\"o rd/ä", "p&a<s>s\\'w\"o rd/ä")]
    [InlineData("p&a<s>s'w\"o rd/ä", "p&a<s>s\\'w\"o rd/\\xe4")]
    [InlineData("p&a<s>s'w\"o rd/ä", "p&a<s>s\\'w\"o rd/\\xc3\\xa4")]
    [InlineData("p&a<s>s'w\"o rd/ä", "p&amp;a&lt;s&gt;s\\&#39;w&#34;o rd/ä")]
    [InlineData("p&a<s>s'w\"o rd/ä", "p%2526a%253Cs%253Es%2527w%2522o%2520rd%252F%25C3%25A4")]
    [InlineData("a\\b\"c\td🦀", "a\\\\b\\\"c\\td\\ud83e\\udd80")]
    [InlineData("a\\b\"c\td🦀", "a\\\\b\"c\\td\\U0001f980")]
    [InlineData("p&a<s>s'w\"o rd/ä", "cCZhPHM+cyd3Im8gcmQvw6Q=")]
    [InlineData("p&a<s>s'w\"o rd/ä", "cCZhPHM-cyd3Im8gcmQvw6Q")]
    [InlineData("p&a<s>s'w\"o rd/ä", "cCZhPHM%2Bcyd3Im8gcmQvw6Q%3D")]
    [InlineData("two  words\tand one", "two  words\tand one")]
    public async Task A_password_is_not_shown_as_a_page_or_an_address_holds_it(string password, string shown)
    {
        await using var http = new HttpHarness(configure: frontend => frontend.Password = password);
        http.Frontend.On(http.BuildsEndpoint, FakeAnswer.Html(500, $"before {shown} after"));

        (await http.FailAsync()).Message.Should().Contain("before *** after");
    }

    [Theory]
    [InlineData("s3cret", "a s3creature and \\u0073 3cret %73%33", "a s3creature and \\u0073 3cret %73%33")]
    [InlineData("s3cret", "\\u0073%33&#99;ret", "***")]
    [InlineData("s3cret", "it ends in \\u0073%33cr\\u00", "it ends in ***")]
    [InlineData("s3cret", "it ends in s3c", "it ends in s3c")]
    public void What_is_not_the_password_stays_and_mixed_spellings_are_found(string password, string text, string shown) =>
        new FrontendSecrets(password).Remove(text).Should().Be(shown);

    [Fact]
    public void A_password_of_nothing_but_backslashes_costs_no_time_that_grows_by_its_length()
    {
        var secrets = new FrontendSecrets(new string('\\', 60) + "x");

        secrets.Remove(new string('\\', 300) + "y").Should().EndWith("y");
    }

    [Theory]
    [InlineData(FrontendProtocol.Pending)]
    [InlineData(FrontendProtocol.Waiting)]
    public async Task A_password_in_a_malformed_record_is_not_told(FrontendProtocol protocol)
    {
        await using var http = new HttpHarness(protocol, frontend => frontend.Password = Password);
        http.Frontend.Builds.Add($"\"{Password}\"");
        http.Frontend.Actions.Add($"\"{Encoded}\"");
        var snapshot = await http.FetchAsync();

        snapshot.MalformedTasks.Should().ContainSingle().Which.Reason.Should().NotContain(Password).And.Contain("***");
        ((Listing<ActionListing>.Complete)snapshot.Actions).Malformed.Should().ContainSingle().Which.Reason.Should().NotContain(Encoded).And.Contain("***");
    }

    [Fact]
    public async Task A_password_in_a_header_line_that_cannot_be_read_is_not_shown_by_an_inner_exception()
    {
        await using var http = new HttpHarness(FrontendProtocol.Pending, frontend => frontend.Password = Password);
        http.Frontend.On(http.BuildsEndpoint, FakeAnswer.Raw($"HTTP/1.1 200 OK\r\nAuthorization Basic {Encoded}\r\n\r\n"));

        ShowsNothing(await http.FailAsync());
    }

    [Fact]
    public async Task A_password_in_the_address_is_neither_sent_nor_shown()
    {
        await using var http = new HttpHarness(
            configure: frontend => frontend.Url = new UriBuilder(frontend.Url!) { UserName = "jdoe", Password = "hunter2" }.Uri);
        http.Frontend.On("pending-jobs/", FakeAnswer.ServerError());

        (await http.FailAsync()).ToString().Should().NotContain("hunter2");
        http.Frontend.RequestsOf("pending-jobs/").Should().ContainSingle().Which.Credentials.Should().Be("user:");
    }

    [Fact]
    public async Task Neither_a_poll_nor_a_report_that_is_told_again_logs_anything()
    {
        using var log = new RecordingLoggerProvider();
        await using var http = new HttpHarness(configure: frontend => frontend.Password = Password, log: log);
        http.Frontend.Builds.Add(HttpHarness.Good);
        await http.FetchAsync();
        http.Frontend.On("pending-jobs/", FakeAnswer.Html(500, Encoded));
        await http.FailAsync();
        http.Frontend.On("update/", FakeAnswer.InTurn(FakeAnswer.Html(500, Encoded), FakeAnswer.Json("""{"updated_actions_ids": [1]}""")));
        var report = () => http.Reporter.ReportActionAsync(new ActionReport(1, true, null), TestContext.Current.CancellationToken).AsTask();
        await report.Should().ThrowAsync<TaskSourceException>();
        await report();
        http.Frontend.RequestsOf("update/").Should().HaveCount(2, "it was tried again");
        log.Lines.Should().BeEmpty("events tell of everything, and the frontend's words may hold the password");
    }

    private static void ShowsNothing(Exception fault) =>
        fault.ToString().Should().NotContain(Password).And.NotContain(Uri.EscapeDataString(Password)).And.NotContain(Encoded);
}
