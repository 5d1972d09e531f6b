using System.Text;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Sources;

public sealed class HttpRulesSpecs
{
    [Fact]
    public async Task Every_request_is_authenticated_as_user_with_the_password_names_the_library_and_ends_in_a_slash()
    {
        await using var http = new HttpHarness(configure: frontend => frontend.Password = "pässword:with colon");
        http.Frontend.Builds.Add(HttpHarness.Good);
        var snapshot = await http.FetchAsync();
        await http.FetchCancelsAsync();

        http.Frontend.Requests.Select(request => request.Path).Should()
            .BeEquivalentTo("/backend/pending-jobs/", "/backend/pending-actions/", "/backend/build-tasks/cancel-requests/");
        http.Frontend.Requests.Should().AllSatisfy(request =>
        {
            request.Credentials.Should().Be("user:pässword:with colon");
            request.Headers["User-Agent"].Should().MatchRegex("^CoprJobGrab/[0-9]+\\.[0-9]+\\.[0-9]+$");
            request.Headers["Accept-Encoding"].Should().Contain("gzip");
            request.Headers["Cache-Control"].Should().Be("no-cache", "a cache between keeps what has ended since");
        });
    }

    [Theory]
    [InlineData(FrontendProtocol.Pending)]
    [InlineData(FrontendProtocol.Waiting)]
    public async Task A_list_from_a_cache_tells_its_age(FrontendProtocol protocol)
    {
        await using var http = new HttpHarness(protocol);
        var fresh = await http.FetchAsync();
        var body = protocol == FrontendProtocol.Waiting ? "{\"builds\": [], \"actions\": []}" : "[]";
        http.Frontend.On(http.BuildsEndpoint, FakeAnswer.Json(body).With("Age", "45"));
        var stale = await http.FetchAsync();

        fresh.Age.Should().BeNull();
        stale.Age.Should().Be(TimeSpan.FromSeconds(45));
    }

    [Fact]
    public async Task The_2014_list_is_one_request()
    {
        await using var http = new HttpHarness(FrontendProtocol.Waiting);
        var snapshot = await http.FetchAsync();

        http.Frontend.Requests.Should().ContainSingle().Which.Path.Should().Be("/backend/waiting/");
    }

    [Theory]
    [InlineData(BodyFraming.Length, false)]
    [InlineData(BodyFraming.Length, true)]
    [InlineData(BodyFraming.Chunked, false)]
    [InlineData(BodyFraming.Chunked, true)]
    [InlineData(BodyFraming.UntilClose, false)]
    [InlineData(BodyFraming.UntilClose, true)]
    public async Task A_list_of_any_size_arrives_whole_however_it_is_sent(BodyFraming framing, bool gzip)
    {
        await using var http = new HttpHarness();
        foreach (var count in (int[])[2000, 1, 5000, 3])
        {
            var ids = Enumerable.Range(1, count).Select(id => $"{id}-fedora-42-x86_64").ToList();
            var body = $"[{string.Join(",\n", ids.Select(id => $$"""{"task_id": "{{id}}", "chroot": "fedora-42-x86_64"}"""))}]";
            http.Frontend.On("pending-jobs/", FakeAnswer.Json(body) with { Framing = framing, Gzip = gzip });
            var snapshot = await http.FetchAsync();

            snapshot.Tasks.Select(task => task.TaskId).Should().Equal(ids);
            Encoding.UTF8.GetString(snapshot.Tasks[^1].Json.Span).Should().Be($$"""{"task_id": "{{ids[^1]}}", "chroot": "fedora-42-x86_64"}""");
        }
    }

    [Fact]
    public async Task A_byte_order_mark_before_the_JSON_is_skipped()
    {
        await using var http = new HttpHarness();
        http.Frontend.On("pending-jobs/", FakeAnswer.Json($"\uFEFF[{HttpHarness.Good}]"));
        var snapshot = await http.FetchAsync();

        Encoding.UTF8.GetString(snapshot.Tasks.Should().ContainSingle().Which.Json.Span).Should().Be(HttpHarness.Good);
    }

    [Theory]
    [InlineData("9", 9)]
    [InlineData("x", 0)]
    [InlineData("-1", 0)]
    [InlineData("99999999999", 0)]
    [InlineData(null, 0)]
    public async Task The_API_version_is_noted_and_absent_counts_as_none(string? header, int version)
    {
        await using var http = new HttpHarness();
        var answer = FakeAnswer.Json("[]");
        http.Frontend.On("pending-jobs/", header is null ? answer : answer.With("Copr-FE-BE-API-Version", header));
        var snapshot = await http.FetchAsync();

        snapshot.FrontendApiVersion.Should().Be(version);
    }

    [Fact]
    public async Task An_answer_of_exactly_the_bound_is_taken_and_one_byte_more_is_not()
    {
        var body = $"[{HttpHarness.Good}]";
        await using var http = new HttpHarness(configure: frontend => frontend.MaxResponseBytes = body.Length);
        foreach (var framing in Enum.GetValues<BodyFraming>())
        {
            http.Frontend.On("pending-jobs/", FakeAnswer.Json(body) with { Framing = framing });
            var snapshot = await http.FetchAsync();
            snapshot.Tasks.Should().ContainSingle();

            http.Frontend.On("pending-jobs/", FakeAnswer.Json(body + " ") with { Framing = framing });
            (await http.FailAsync()).Fault.Should().Be(TaskSourceFault.TooLarge);
        }
    }

    [Fact]
    public async Task The_bound_is_on_the_size_after_decompression()
    {
        await using var http = new HttpHarness(configure: frontend => frontend.MaxResponseBytes = 1_000_000);
        http.Frontend.On("pending-jobs/", FakeAnswer.Json($"[{new string(' ', 20_000_000)}]") with { Gzip = true });
        var fault = await http.FailAsync();

        fault.Fault.Should().Be(TaskSourceFault.TooLarge);
        fault.Message.Should().Contain("larger than 1000000 bytes").And.Contain("Set Frontend:MaxResponseBytes");
    }

    [Fact]
    public async Task The_caller_s_cancellation_stays_a_cancellation()
    {
        await using var http = new HttpHarness();
        http.Frontend.On("pending-jobs/", FakeAnswer.Silence());
        using var stop = new CancellationTokenSource();
        var fetch = http.FetchUntilAsync(stop.Token);
        await http.Frontend.WaitForRequestAsync("pending-jobs/");
        await stop.CancelAsync();

        await fetch.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task A_cancellation_while_only_the_actions_are_missing_is_a_cancellation_too()
    {
        await using var http = new HttpHarness();
        http.Frontend.On("pending-actions/", FakeAnswer.Silence());
        using var stop = new CancellationTokenSource();
        var fetch = http.FetchUntilAsync(stop.Token);
        await http.Frontend.WaitForRequestAsync("pending-actions/");
        await stop.CancelAsync();

        await fetch.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task A_failed_poll_is_not_asked_again()
    {
        await using var http = new HttpHarness();
        http.Frontend.On("pending-jobs/", FakeAnswer.ServerError());
        await http.FailAsync();

        http.Frontend.RequestsOf("pending-jobs/").Should().ContainSingle();
    }

    [Fact]
    public async Task A_source_without_an_address_says_what_to_set()
    {
        await using var http = new HttpHarness(configure: frontend => frontend.Url = null);

        (await http.FailAsync()).Message.Should().Be("Error retrieving jobs from the frontend: its address is not set. Set Frontend:Url.");
    }

    [Fact]
    public async Task A_record_that_has_not_changed_is_the_same_task_in_the_next_list()
    {
        await using var http = new HttpHarness();
        http.Frontend.Builds.Add(HttpHarness.Good);
        http.Frontend.Builds.Add("""{"task_id": "8", "chroot": null}""");
        var first = await http.FetchAsync();
        var second = await http.FetchAsync();
        http.Frontend.Builds.Clear();
        http.Frontend.Builds.Add("""{"task_id": "8", "chroot": null}""");
        var third = await http.FetchAsync();

        second.Tasks.Should().BeSameAs(first.Tasks);
        third.Tasks.Should().ContainSingle().Which.Should().BeSameAs(first.Tasks[1]).And.Match<BuildTask>(task => task.Index == 0);
        first.Tasks.Select(task => task.TaskId).Should().Equal(HttpHarness.GoodId, "8");
    }

    [Fact]
    public async Task A_drip_fed_answer_ends_at_the_deadline()
    {
        await using var http = new HttpHarness(configure: frontend => frontend.Timeout = TimeSpan.FromMilliseconds(300));
        http.Frontend.On("pending-jobs/", FakeAnswer.Json($"[{HttpHarness.Good}]") with { Drip = TimeSpan.FromSeconds(1) });
        var started = TimeProvider.System.GetTimestamp();
        var fault = await http.FailAsync();

        fault.Fault.Should().Be(TaskSourceFault.TimedOut);
        TimeProvider.System.GetElapsedTime(started).Should().BeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Actions_that_hang_delay_the_builds_by_a_grace_and_not_by_the_whole_deadline()
    {
        await using var http = new HttpHarness(configure: frontend => frontend.Timeout = TimeSpan.FromSeconds(9));
        http.Frontend.Builds.Add(HttpHarness.Good);
        http.Frontend.On("pending-actions/", FakeAnswer.Silence());
        var started = TimeProvider.System.GetTimestamp();
        var snapshot = await http.FetchAsync();
        var elapsed = TimeProvider.System.GetElapsedTime(started);

        elapsed.Should().BeGreaterThan(TimeSpan.FromSeconds(2.5)).And.BeLessThan(TimeSpan.FromSeconds(8));
        snapshot.Tasks.Should().ContainSingle();
        snapshot.Actions.Should().BeOfType<Listing<ActionListing>.NoNews>().Which.Error!.Fault.Should().Be(TaskSourceFault.TimedOut);
    }

    [Fact]
    public async Task A_list_that_comes_a_little_after_the_builds_is_still_news_when_the_deadline_is_short()
    {
        await using var http = new HttpHarness(configure: frontend => frontend.Timeout = TimeSpan.FromSeconds(3));
        http.Frontend.Builds.Add(HttpHarness.Good);
        http.Frontend.On("pending-actions/", FakeAnswer.Json("[{\"id\": 7}]") with { Drip = TimeSpan.FromMilliseconds(110) });
        var snapshot = await http.FetchAsync();

        snapshot.Actions.Should().BeOfType<Listing<ActionListing>.Complete>().Which.Items.Should().ContainSingle();
    }
}
