using System.Text.Json;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary>The console host as a user runs it: the built program, a frontend over HTTP.</summary>
public sealed class ConsoleHostSpecs
{
    private const string SomeBuild = """{"task_id": "1-fedora-42-x86_64", "build_id": 1, "project_owner": "jdoe", "chroot": "fedora-42-x86_64"}""";

    [Fact]
    public async Task Without_arguments_it_demonstrates_itself_and_ends_well_in_under_twenty_seconds()
    {
        var time = TimeProvider.System;
        var started = time.GetTimestamp();
        await using var run = ConsoleHost.Start();

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);

        time.GetElapsedTime(started).Should().BeLessThan(TimeSpan.FromSeconds(20));
        var shown = string.Join('\n', run.Output);
        shown.Should().MatchRegex(@"builds enqueued, each once\s*│\s*60").And.MatchRegex(@"builds built\s*│\s*60")
            .And.MatchRegex(@"actions handled and reported\s*│\s*6");
    }

    [Fact]
    public async Task A_signal_ends_the_demonstration_at_once_and_the_exit_code_says_that_work_is_left()
    {
        var time = TimeProvider.System;
        await using var run = ConsoleHost.Start();
        await run.WaitForLinesAsync(5);
        var signalled = time.GetTimestamp();

        await run.SignalAsync("INT");

        (await run.WaitForEndAsync()).Should().Be(3, run.Errors);
        time.GetElapsedTime(signalled).Should().BeLessThan(TimeSpan.FromSeconds(5));
        string.Join('\n', run.Output).Should().MatchRegex("Ended after .* s with [0-9]+ builds and [0-9]+ actions left");
        run.Errors.Should().BeEmpty();
    }

    [Fact]
    public async Task A_cycle_is_one_json_line_with_the_counts_of_the_documentation()
    {
        await using var frontend = new FakeFrontend();
        frontend.Builds.Add(SomeBuild);
        frontend.Builds.Add(SomeBuild);
        frontend.Builds.Add("""{"task_id": "2-fedora-42-s390x", "chroot": "fedora-42-s390x"}""");
        frontend.Builds.Add("""{"task_id": "3", "chroot": "nonsense"}""");
        await using var run = ConsoleHost.Start("run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--interval", "0.1", "--cycles", "2", "--json");

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);

        run.Output.Should().HaveCount(2);
        Normalized(run.Output[0]).Should().Be("""{"cycle":1,"ok":true,"role":"leader","listed":4,"enqueued":1,"requeued":0,"kept":0,"held":0,"refused":1"""
            + ""","parked":0,"malformed":1,"repeated":1,"withdrawn":0,"cancelled":0,"duplicate":0,"actions_listed":0,"elapsed_ms":0}""");
        Normalized(run.Output[1]).Should().Be("""{"cycle":2,"ok":true,"role":"leader","listed":4,"enqueued":0,"requeued":0,"kept":1,"held":0,"refused":1"""
            + ""","parked":0,"malformed":1,"repeated":1,"withdrawn":0,"cancelled":0,"duplicate":0,"actions_listed":0,"elapsed_ms":0}""");
    }

    [Fact]
    public async Task A_doubtful_set_up_ends_the_strict_host_in_its_first_cycle_with_the_reason_and_exit_code_1()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var frontend = new FakeFrontend();
        await using var run = ConsoleHost.Start(
            "run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--redis", redis.Address, "--interval", "0.1", "--strict", "--json");

        (await run.WaitForEndAsync()).Should().Be(1, run.Errors);

        run.Output.Should().ContainSingle().Which.Should().Contain("keeps nothing on disk");
        run.Errors.Should().Contain("Set appendonly to yes");
    }

    [Fact]
    public async Task A_failed_cycle_is_told_and_counts_and_when_it_is_the_only_one_the_exit_code_is_1()
    {
        await using var frontend = new FakeFrontend();
        frontend.On("pending-jobs/", FakeAnswer.ServerError());
        await using var run = ConsoleHost.Start("run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--interval", "0.1", "--cycles", "1", "--json");

        (await run.WaitForEndAsync()).Should().Be(1, run.Errors);

        using var line = JsonDocument.Parse(run.Output.Should().ContainSingle().Subject);
        line.RootElement.EnumerateObject().Select(member => member.Name).Should().Equal("cycle", "ok", "role", "error", "elapsed_ms");
        line.RootElement.GetProperty("error").GetString().Should().Contain("500");
    }

    [Fact]
    public async Task A_failing_action_list_alone_is_told_beside_the_counts()
    {
        await using var frontend = new FakeFrontend();
        frontend.Builds.Add(SomeBuild);
        frontend.On("pending-actions/", FakeAnswer.ServerError());
        await using var run = ConsoleHost.Start("run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--cycles", "1", "--json");

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);

        using var line = JsonDocument.Parse(run.Output.Should().ContainSingle().Subject);
        line.RootElement.GetProperty("enqueued").GetInt32().Should().Be(1);
        line.RootElement.GetProperty("actions_listed").ValueKind.Should().Be(JsonValueKind.Null);
        line.RootElement.GetProperty("actions_error").GetString().Should().Contain("500");
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(2, 0)]
    public async Task When_every_one_of_its_cycles_has_failed_the_exit_code_is_1(int failing, int code)
    {
        await using var frontend = new FakeFrontend(FrontendProtocol.Pending);
        frontend.On("pending-jobs/", FakeAnswer.InTurn([.. Enumerable.Repeat(FakeAnswer.ServerError(), failing), FakeAnswer.Json("[]")]));
        await using var run = ConsoleHost.Start(
            "run", "--frontend", $"{frontend.Url}", "--protocol", "pending", "--group", "0=x86_64", "--cycles", "3", "--interval", "0.1", "--json");

        (await run.WaitForEndAsync()).Should().Be(code, run.Errors);

        run.Output.Count(line => line.Contains("\"ok\":false", StringComparison.Ordinal)).Should().Be(failing);
    }

    [Fact]
    public async Task Told_to_stop_before_its_last_cycle_it_ends_with_0_although_every_one_has_failed()
    {
        await using var run = ConsoleHost.Start(
            "run", "--frontend", "http://127.0.0.1:1", "--group", "0=x86_64", "--cycles", "1000", "--interval", "0.1", "--json");
        await run.WaitForLinesAsync(1);

        await run.SignalAsync("TERM");

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);
    }

    [Fact]
    public async Task It_says_where_it_works_and_that_queues_in_memory_end_with_it()
    {
        await using var frontend = new FakeFrontend();
        await using var redis = await RedisServer.StartAsync();
        string[] options = ["run", "--frontend", $"{frontend.Url}", "--protocol", "pending", "--group", "0=x86_64", "--cycles", "1"];
        await using var inMemory = ConsoleHost.Start(options);
        await using var onRedis = ConsoleHost.Start([.. options, "--redis", redis.Address]);
        await Task.WhenAll(inMemory.WaitForEndAsync(), onRedis.WaitForEndAsync());

        inMemory.Errors.Should().StartWith("The queues are in memory and end with this process")
            .And.Contain($"work from {frontend.Url}backend/ (Pending), queues in memory, builder groups 0");
        onRedis.Errors.Should().Contain($"work from {frontend.Url}backend/ (Pending), queues on Redis {redis.Address}, builder groups 0")
            .And.NotContain("in memory");
    }

    [Fact]
    public async Task A_message_names_what_this_program_calls_its_options_and_json_is_readable()
    {
        await using var frontend = new FakeFrontend(FrontendProtocol.Waiting) { Password = "s3cret" };
        await using var wrong = ConsoleHost.Start(
            "run", "--frontend", $"{frontend.Url}", "--protocol", "waiting", "--group", "0=x86_64", "--cycles", "1", "--json");
        await using var plan = ConsoleHost.Start("plan", "--frontend", $"{frontend.Url}", "--protocol", "waiting", "--group", "0=x86_64");
        await Task.WhenAll(wrong.WaitForEndAsync(), plan.WaitForEndAsync());

        wrong.Output.Single().Should().Contain("$COPR_FRONTEND_PASSWORD or --password-file").And.NotContain("\\u00");
        plan.Errors.Should().Contain("$COPR_FRONTEND_PASSWORD or --password-file").And.NotContain("Frontend:Password");
    }

    [Fact]
    public async Task Plan_does_not_wrap_its_lines_where_no_terminal_shows_them()
    {
        var id = new string('7', 120);
        await using var frontend = new FakeFrontend();
        frontend.Builds.Add($$"""{"task_id": "{{id}}", "chroot": "fedora-42-x86_64"}""");
        await using var run = ConsoleHost.Start("plan", "--frontend", $"{frontend.Url}", "--group", "0=x86_64");

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);

        run.Output.Should().Contain(line => line.Contains(id, StringComparison.Ordinal) && line.Contains("group 0 builds x86_64", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_stops_it_cleanly_with_exit_code_zero(string signal)
    {
        await using var frontend = new FakeFrontend();
        await using var run = ConsoleHost.Start("run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--interval", "0.1", "--json");
        await run.WaitForLinesAsync(1);

        await run.SignalAsync(signal);

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);
    }

    [Fact]
    public async Task The_password_of_the_environment_and_of_a_file_is_used_without_its_final_line_feed()
    {
        await using var frontend = new FakeFrontend(FrontendProtocol.Waiting) { Password = "s3cret" };
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "s3cret\n");
        string[] options = ["run", "--frontend", $"{frontend.Url}", "--protocol", "waiting", "--group", "0=x86_64", "--cycles", "1", "--json"];

        await using var byFile = ConsoleHost.Start([.. options, "--password-file", file]);
        await using var byEnvironment = ConsoleHost.Start(new Dictionary<string, string> { ["COPR_FRONTEND_PASSWORD"] = "s3cret" }, options);
        await using var without = ConsoleHost.Start(options);
        await Task.WhenAll(byFile.WaitForEndAsync(), byEnvironment.WaitForEndAsync(), without.WaitForEndAsync());
        File.Delete(file);

        byFile.Output.Single().Should().Contain("\"ok\":true");
        byEnvironment.Output.Single().Should().Contain("\"ok\":true");
        without.Output.Single().Should().Contain("\"ok\":false").And.Contain("401");
        $"{byFile.Errors}{byEnvironment.Errors}{without.Errors}".Should().NotContain("s3cret");
    }

    [Fact]
    public async Task Plan_prints_each_listed_record_with_its_decision_and_writes_nothing()
    {
        await using var frontend = new FakeFrontend();
        frontend.Builds.Add(SomeBuild);
        frontend.Builds.Add("""{"task_id": 6, "chroot": null}""");
        frontend.Builds.Add("null");
        frontend.Builds.Add(SomeBuild);
        await using var redis = await RedisServer.StartAsync();
        await using var run = ConsoleHost.Start("plan", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--redis", redis.Address, "--json");

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);

        run.Output.Should().Equal(
            """{"task_id":"1-fedora-42-x86_64","decision":"enqueue","queue":"copr-be-0","priority":1000001,"arch":"x86_64","reason":"group 0 builds x86_64"}""",
            """{"task_id":"6","decision":"refuse","queue":null,"priority":1,"arch":null,"reason":"No builder group for source tasks, task: 6"}""",
            """{"task_id":null,"decision":"malformed","queue":null,"priority":null,"arch":null,"reason":"the record is null, not an object","record":3}""",
            """{"task_id":"1-fedora-42-x86_64","decision":"repeated","queue":null,"priority":null,"arch":null,"reason":"the id stands earlier in the same"""
                + """ list","record":4}""");
        (await redis.KeysAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Plan_prints_what_is_pushed_in_its_order_before_the_rest()
    {
        await using var frontend = new FakeFrontend();
        frontend.Builds.Add("""{"task_id": "9", "chroot": "nonsense"}""");
        frontend.Builds.Add("""{"task_id": "1-fedora-42-s390x", "chroot": "fedora-42-s390x"}""");
        frontend.Builds.Add("""{"task_id": "2-fedora-42-i386", "chroot": "fedora-42-i386", "background": true}""");
        frontend.Builds.Add("""{"task_id": "3-fedora-42-x86_64", "chroot": "fedora-42-x86_64"}""");
        frontend.Builds.Add("""{"task_id": "3-fedora-42-x86_64", "chroot": "fedora-42-x86_64"}""");
        frontend.Builds.Add("""{"task_id": "5-fedora-42-aarch64", "chroot": "fedora-42-aarch64"}""");
        frontend.Builds.Add("""{"task_id": "4", "chroot": null}""");
        await using var run = ConsoleHost.Start(
            "plan", "--frontend", $"{frontend.Url}", "--group", "0=x86_64,i386,aarch64,source", "--limit", "arch:aarch64=0", "--json");

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);

        run.Output.Select(line => System.Text.RegularExpressions.Regex.Replace(line, "\"reason.*", "")).Should().Equal(
            """{"task_id":"4","decision":"enqueue","queue":"copr-be-0","priority":1,"arch":null,""",
            """{"task_id":"3-fedora-42-x86_64","decision":"enqueue","queue":"copr-be-0","priority":1000001,"arch":"x86_64",""",
            """{"task_id":"2-fedora-42-i386","decision":"enqueue","queue":"copr-be-0","priority":3000001,"arch":"x86_64",""",
            """{"task_id":"9","decision":"malformed","queue":null,"priority":null,"arch":null,""",
            """{"task_id":"1-fedora-42-s390x","decision":"refuse","queue":null,"priority":1000001,"arch":"s390x",""",
            """{"task_id":"3-fedora-42-x86_64","decision":"repeated","queue":null,"priority":null,"arch":null,""",
            """{"task_id":"5-fedora-42-aarch64","decision":"hold","queue":"copr-be-0","priority":1000001,"arch":"aarch64",""");
    }

    [Fact]
    public async Task Plan_without_an_answer_from_the_frontend_ends_with_one()
    {
        await using var run = ConsoleHost.Start("plan", "--frontend", "http://127.0.0.1:1", "--group", "0=x86_64");

        (await run.WaitForEndAsync()).Should().Be(1);

        run.Errors.Should().Contain("http://127.0.0.1:1");
    }

    private static string Normalized(string line) => System.Text.RegularExpressions.Regex.Replace(line, "\"elapsed_ms\":[0-9.]+", "\"elapsed_ms\":0");
}
