using System.Text.Json;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary>What the built console host answers to <c>why TASK</c>.</summary>
public sealed class ConsoleHostWhySpecs : IAsyncLifetime
{
    private const string Build = "1-fedora-42-x86_64";

    private readonly FakeFrontend _frontend = new();
    private RedisServer _redis = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _frontend.Builds.Add($$"""{"task_id": "{{Build}}", "chroot": "fedora-42-x86_64"}""");
    }

    public async ValueTask DisposeAsync()
    {
        await _frontend.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task With_queues_in_memory_it_answers_by_the_frontends_list()
    {
        _frontend.Builds.Add("""{"task_id": "2-fedora-42-s390x", "chroot": "fedora-42-s390x"}""");
        _frontend.Builds.Add("""{"task_id": 3, "chroot": "nonsense"}""");
        _frontend.Builds.Add("""{"task_id": 4, "chroot": null}""");
        _frontend.CancelRequests.Add("4");
        string[] ids = [Build, "2-fedora-42-s390x", "3", "4", "5"];

        var answers = await Task.WhenAll(ids.Select(id => AskAsync(id, OptionsInMemory)));

        answers.Select(answer => answer.State).Should().Equal("due", "refused", "malformed", "cancelled", "unlisted");
    }

    [Fact]
    public async Task With_queues_on_Redis_it_follows_a_task_from_due_to_parked_and_writes_nothing()
    {
        var due = await AskAsync(Build, OptionsOnRedis);
        (await _redis.KeysAsync()).Should().BeEmpty();
        await RunAsync("--cycles", "1");
        var queued = await AskAsync(Build, OptionsOnRedis);
        (await (await _redis.DatabaseAsync()).ListRightPopAsync("retaskqueue-copr-be-0")).IsNull.Should().BeFalse();
        var taken = await AskAsync(Build, OptionsOnRedis);
        await RunAsync("--cycles", "4", "--interval", "0.1", "--start-patience", "0.001", "--attempts", "1");
        var parked = await AskAsync(Build, OptionsOnRedis);
        _frontend.Builds.Clear();
        var unlisted = await AskAsync(Build, OptionsOnRedis);

        new[] { due, queued, taken, parked, unlisted }.Select(answer => answer.State).Should().Equal("due", "queued", "taken", "parked", "unlisted");
        queued.Reason.Should().MatchRegex("^it is queued on the list retaskqueue-copr-be-0 at position 1 of 1, and was put there [0-9]+ s ago$");
        taken.Reason.Should().Contain("gives no sign of life");
        parked.Reason.Should().Contain("1 times");
    }

    [Fact]
    public async Task A_task_that_a_limit_holds_is_told_with_who_has_the_places()
    {
        _frontend.Builds.Clear();
        _frontend.Builds.Add("""{"task_id": "1", "project_owner": "jdoe", "chroot": "fedora-42-x86_64"}""");
        _frontend.Builds.Add("""{"task_id": "2", "project_owner": "jdoe", "chroot": "fedora-42-x86_64"}""");
        await RunAsync("--cycles", "1", "--limit", "owner=1");

        var (state, reason, trace) = await TraceAsync("2", [.. OptionsOnRedis, "--limit", "owner=1"]);

        (state, reason).Should().Be(("held", "limit owner: 1 of 1 places of 'jdoe' are taken"));
        trace.Should().Contain(step => step.StartsWith("the places are held by 1 (", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_program_reads_the_limit_its_counter_the_holders_and_the_claim_without_reading_sentences()
    {
        _frontend.Builds.Clear();
        _frontend.Builds.Add("""{"task_id": "1", "project_owner": "jdoe", "chroot": "fedora-42-x86_64"}""");
        _frontend.Builds.Add("""{"task_id": "2", "project_owner": "jdoe", "chroot": "fedora-42-x86_64"}""");
        await RunAsync("--cycles", "1", "--limit", "owner=1");
        string[] options = [.. OptionsOnRedis, "--limit", "owner=1", "--json"];

        var held = await JsonAsync(["why", "2", .. options]);
        var queued = await JsonAsync(["why", "1", .. options]);
        await using var plan = ConsoleHost.Start(["plan", .. options]);
        (await plan.WaitForEndAsync()).Should().Be(0, plan.Errors);

        held.Should().Contain("""
            "cause":"limit","limit":{"name":"owner","key":"jdoe","taken":1,"most":1},"holders":[{"task_id":"1","group":"0","standing":"waiting"}],
            """.Trim() + "\"claim\":null,\"place\":null,");
        held.Should().Contain("\"advice\":\"wait until one of the places is free, or raise --limit owner\"");
        queued.Should().Contain("\"claim\":{\"group\":\"0\",\"standing\":\"waiting\",\"attempt\":1,\"queued_at\":\"20")
            .And.Contain("""
            "place":{"list":"retaskqueue-copr-be-0","position":1,"length":1},"leader":{"leads":false,"unknown":null,"differences":[]}
            """.Trim());
        plan.Output.Should().ContainSingle(line => line.Contains("""
            "decision":"hold"
            """.Trim()) && line.Contains("""
            "cause":"limit","limit":{"name":"owner","key":"jdoe","taken":1,"most":1}
            """.Trim()));
    }

    [Fact]
    public async Task Options_that_are_not_those_of_the_leader_are_named_by_their_own_names_in_the_answer_and_beside_the_plan()
    {
        await RunAsync("--cycles", "1", "--limit", "owner=5", "--start-patience", "7200", "--depth", "0=9");

        var (_, _, trace) = await TraceAsync(Build, [.. OptionsOnRedis, "--limit", "owner=2"]);
        var json = await JsonAsync(["why", Build, .. OptionsOnRedis, "--limit", "owner=2", "--json"]);
        await using var plan = ConsoleHost.Start(["plan", .. OptionsOnRedis, "--limit", "owner=2"]);
        (await plan.WaitForEndAsync()).Should().Be(0);
        var (_, _, same) = await TraceAsync(Build, [.. OptionsOnRedis, "--limit", "owner=5", "--start-patience", "7200", "--depth", "0=9"]);

        string[] differences =
        [
            "--limit owner is 2 here, and 5 in the grabber that leads", "--start-patience is 26 h here, and 2 h in the grabber that leads",
            "--depth of 0 is not set here, and 9 in the grabber that leads"
        ];
        trace.Should().Contain(differences);
        plan.Errors.Should().ContainAll(differences);
        json.Should().ContainAll(
            """{"rule":"--limit owner","here":"2","leader":"5"}""", """{"rule":"--start-patience","here":"26 h","leader":"2 h"}""",
            """{"rule":"--depth of 0","here":null,"leader":"9"}""");
        same.Should().NotContain(step => step!.Contains(" here, and "));
    }

    [Fact]
    public async Task A_task_that_waits_for_room_in_its_queue_is_told_with_its_place_in_the_line()
    {
        _frontend.Builds.Add("""{"task_id": "2-fedora-42-x86_64", "chroot": "fedora-42-x86_64"}""");
        _frontend.Builds.Add("""{"task_id": "3-fedora-42-x86_64", "chroot": "fedora-42-x86_64"}""");
        string[] depth = ["--depth", "0=1"];
        await RunAsync(["--cycles", "1", .. depth]);

        var (state, reason, trace) = await TraceAsync("3-fedora-42-x86_64", [.. OptionsOnRedis, .. depth]);

        (state, reason).Should().Be(("held", "as many tasks wait in the queue of group 0 as may, which is 1"));
        trace.Should().Contain("it is number 2 of 2 in the line of those that wait for room in the queue of builder group 0");
    }

    [Fact]
    public async Task A_cancelled_task_is_told_while_its_request_and_then_its_record_is_there()
    {
        await RunAsync("--cycles", "1");
        _frontend.CancelRequests.Add(Build);
        var requested = await AskAsync(Build, OptionsOnRedis);
        await using var run = ConsoleHost.Start(["run", .. OptionsOnRedis, "--interval", "600", "--json"]);
        await _frontend.CancelAnswers.WaitForCountAsync(1, TimeSpan.FromMinutes(1));
        var recorded = await AskAsync(Build, OptionsOnRedis);

        new[] { requested.State, recorded.State }.Should().AllBe("cancelled");
        requested.Reason.Should().Contain("the frontend lists the request");
        recorded.Reason.Should().Contain("has the record of that");
    }

    [Fact]
    public async Task Without_the_frontend_or_Redis_the_answer_is_unknown_and_the_exit_code_one()
    {
        var noFrontend = await JsonAsync(["why", Build, "--frontend", "http://127.0.0.1:1", "--group", "0=x86_64", "--json"], exitCode: 1);
        var noRedis = await JsonAsync(
            ["why", Build, "--frontend", $"{_frontend.Url}", "--group", "0=x86_64", "--redis", "127.0.0.1:1,connectTimeout=200", "--json"], exitCode: 1);

        new[] { noFrontend, noRedis }.Should()
            .AllSatisfy(answer => answer.Should().Contain("\"state\":\"unknown\"").And.Contain("\"advice\":\"mend what the answer names, and ask again\""));
        noFrontend.Should().Contain("http://127.0.0.1:1");
        noRedis.Should().Contain("the queues could not be observed: ").And.Contain("127.0.0.1:1");
    }

    [Fact]
    public async Task A_person_reads_the_state_the_reason_the_numbered_steps_and_what_to_do()
    {
        await using var run = ConsoleHost.Start(["why", Build, .. OptionsInMemory]);

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);

        run.Output.Should().Equal(
            $"{Build} is due: the next cycle puts it in the queue of builder group 0: group 0 builds x86_64",
            "  1. the frontend lists it, as record 1 of 1; its priority is 1000001, and smaller is sooner",
            "  2. no builder group has a claim of it",
            "  3. it is number 1 of 1 in the order in which tasks are handed out or held",
            "  What to do: wait for the next cycle of the grabber that leads");
    }

    [Fact]
    public async Task Invalid_options_end_it_with_two_and_every_fault()
    {
        await using var run = ConsoleHost.Start("why", "--group", "nonsense", "--frontend", "ftp://x");

        (await run.WaitForEndAsync()).Should().Be(2);

        run.Errors.Should().ContainAll("why", "nonsense", "--frontend is 'ftp://x").And.NotContain("Exception");
        run.Output.Should().BeEmpty();
    }

    private string[] OptionsInMemory => ["--frontend", $"{_frontend.Url}", "--group", "0=x86_64,source"];

    private string[] OptionsOnRedis => [.. OptionsInMemory, "--redis", _redis.Address];

    private static async Task<(string State, string Reason)> AskAsync(string taskId, string[] options)
    {
        var (state, reason, _) = await TraceAsync(taskId, options);
        return (state, reason);
    }

    private static async Task<(string State, string Reason, IReadOnlyList<string?> Trace)> TraceAsync(string taskId, string[] options)
    {
        await using var run = ConsoleHost.Start(["why", taskId, .. options, "--json"]);
        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);
        using var json = JsonDocument.Parse(run.Output.Should().ContainSingle().Subject);
        json.RootElement.EnumerateObject().Select(member => member.Name).Except(["cause", "limit", "holders"])
            .Should().Equal("task_id", "state", "reason", "trace", "advice", "claim", "place", "leader");
        json.RootElement.GetProperty("task_id").GetString().Should().Be(taskId);
        var trace = json.RootElement.GetProperty("trace").EnumerateArray().Select(step => step.GetString()).ToList();
        trace.Should().NotBeEmpty().And.NotContain("");
        return (json.RootElement.GetProperty("state").GetString()!, json.RootElement.GetProperty("reason").GetString()!, trace);
    }

    private static async Task<string> JsonAsync(string[] arguments, int exitCode = 0)
    {
        await using var run = ConsoleHost.Start(arguments);
        (await run.WaitForEndAsync()).Should().Be(exitCode, run.Errors);
        return run.Output.Should().ContainSingle().Subject;
    }

    private async Task RunAsync(params string[] options)
    {
        await using var run = ConsoleHost.Start(["run", .. OptionsOnRedis, .. options]);
        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);
    }
}
