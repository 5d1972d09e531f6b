using System.Text.Json;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary><c>status</c> and <c>top</c>, beside a console host that runs on the same Redis and after it.</summary>
public sealed class ConsoleHostStatusSpecs
{
    [Fact]
    public async Task Status_is_one_object_from_the_store_alone()
    {
        await using var frontend = Frontend();
        await using var redis = await RedisServer.StartAsync();
        await using var run = Run(frontend, redis);
        var worker = new RetaskReader(await redis.DatabaseAsync(), "copr-be-0");
        await worker.WaitForLengthAsync(2);
        await worker.DequeueAsync();
        await run.WaitForLineAsync(line => line.Contains("\"cycle\":3,", StringComparison.Ordinal));

        var asked = await AskAsync(redis, "status", "--json");

        asked.Code.Should().Be(0, asked.Errors);
        asked.Errors.Should().BeEmpty();
        using var status = JsonDocument.Parse(asked.Output);
        Names(status.RootElement).Should().Equal("leader", "last_poll", "groups");
        var leader = status.RootElement.GetProperty("leader");
        Names(leader).Should().Equal("holder", "since", "epoch");
        leader.GetProperty("holder").GetString().Should().Contain($"/{run.Id}/");
        leader.GetProperty("epoch").GetInt64().Should().BePositive();
        leader.GetProperty("since").GetDateTimeOffset().Should().BeBefore(status.RootElement.GetProperty("last_poll").GetDateTimeOffset());
        var groups = status.RootElement.GetProperty("groups").EnumerateArray().ToList();
        groups.Should().AllSatisfy(group => Names(group).Should().Equal("group", "waiting", "taken", "held", "parked", "oldest_s"));
        Numbers(groups[0]).Should().Be(("0", 1, 1, 1, 0));
        groups[0].GetProperty("oldest_s").GetDouble().Should().BeInRange(0, 300);
        Numbers(groups[1]).Should().Be(("1", 0, 0, 0, 0));
        groups[1].GetProperty("oldest_s").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    public async Task Nobody_leads_before_the_first_grabber_and_after_the_last_one()
    {
        await using var redis = await RedisServer.StartAsync();

        var before = await AskAsync(redis, "status", "--json");
        await using (var frontend = Frontend())
        await using (var run = Run(frontend, redis, "--cycles", "2"))
        {
            (await run.WaitForEndAsync()).Should().Be(0, run.Errors);
        }

        var after = await AskAsync(redis, "status", "--json");

        before.Should().BeEquivalentTo(new { Code = 0, Errors = "" });
        before.Output.Should().StartWith("""{"leader":null,"last_poll":null,"groups":[""");
        after.Output.Should().StartWith("""{"leader":null,"last_poll":"20""");
        (await AskAsync(redis, "status")).Output.Should().ContainAll("none; the last one was ", "last poll", "waiting");
    }

    [Theory]
    [InlineData("status")]
    [InlineData("top")]
    public async Task Without_a_group_those_are_shown_that_redis_knows_and_an_invented_one_is_said_to_be_unknown(string command)
    {
        await using var frontend = Frontend();
        await using var redis = await RedisServer.StartAsync();
        await using var run = Run(frontend, redis);
        await run.WaitForLinesAsync(2);

        var known = await AnswerAsync(command, "--redis", redis.Address);
        var invented = await AnswerAsync(command, "--redis", redis.Address, "--group", "7=s390x");

        known.Code.Should().Be(0, known.Errors);
        known.Output.Should().MatchRegex("\n  0 +2 ").And.MatchRegex("\n  1 +0 ");
        invented.Code.Should().Be(1);
        invented.Errors.Should().Be("Group 7 is unknown: no grabber of this farm has ever led it (known: 0, 1)");
        invented.Output.Should().MatchRegex("\n  1 +0 ").And.NotMatchRegex("\n  7 ");
    }

    [Fact]
    public async Task An_invented_group_is_not_in_the_json()
    {
        await using var frontend = Frontend();
        await using var redis = await RedisServer.StartAsync();
        var before = await AskAsync(redis, "status", "--json", "--group", "7=s390x");
        await using var run = Run(frontend, redis);
        await run.WaitForLinesAsync(2);

        var after = await AskAsync(redis, "status", "--json", "--group", "7=s390x");

        before.Output.Should().Be("""{"leader":null,"last_poll":null,"groups":[]}""");
        after.Code.Should().Be(1);
        using var status = JsonDocument.Parse(after.Output);
        status.RootElement.GetProperty("groups").EnumerateArray().Select(group => group.GetProperty("group").GetString()).Should().Equal("0", "1");
    }

    [Theory]
    [InlineData("status")]
    [InlineData("top")]
    [InlineData("top", "--once")]
    public async Task Without_a_terminal_the_picture_is_shown_once(params string[] command)
    {
        await using var frontend = Frontend();
        await using var redis = await RedisServer.StartAsync();
        await using var run = Run(frontend, redis);
        await run.WaitForLinesAsync(2);

        var asked = await AskAsync(redis, command);

        asked.Code.Should().Be(0, asked.Errors);
        asked.Output.Should().MatchRegex($@"leader +\S+, process {run.Id}, epoch [0-9]+, for ").And.MatchRegex("last poll +0:0.:.. ago, 20")
            .And.MatchRegex(@"  0 +2 +0:0.:.. +0 +1: .*owner.* 1 +0").And.NotContain("\e");
        asked.Output.Split('\n').Count(line => line.Contains("waiting", StringComparison.Ordinal)).Should().Be(1);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task On_a_terminal_top_goes_with_the_queues_and_leaves_the_terminal_as_it_was(string signal)
    {
        await using var frontend = Frontend();
        await using var redis = await RedisServer.StartAsync();
        await using var run = Run(frontend, redis);
        await run.WaitForLinesAsync(2);
        await using var top = TerminalRun.Start(100, null, "top", "--redis", redis.Address, "--group", "0=x86_64");
        await top.WaitForLineAsync(line => line.StartsWith("  0       2 ", StringComparison.Ordinal));

        await new RetaskReader(await redis.DatabaseAsync(), "copr-be-0").DequeueAsync();
        await top.WaitForLineAsync(line => line.StartsWith("  0       1 ", StringComparison.Ordinal));
        await redis.KillAsync();
        await top.WaitForLineAsync(line => line.Contains(redis.Address, StringComparison.Ordinal));
        await top.SignalAsync(signal);

        (await top.WaitForEndAsync()).Should().Be(0, top.Written);
        top.Written.Should().EndWith("\e[?1049l\e[?1l\e>").And.Contain("\e[?1049h").And.Contain("\e[?25h");
        top.Written.LastIndexOf("\e[?25l", StringComparison.Ordinal).Should().BeLessThan(top.Written.LastIndexOf("\e[?25h", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("status")]
    [InlineData("status", "--json")]
    [InlineData("top")]
    public async Task A_redis_that_is_away_is_told_in_one_line_and_is_exit_code_1(params string[] command)
    {
        await using var redis = RedisServer.Prepare();

        var asked = await AskAsync(redis, command);

        asked.Should().BeEquivalentTo(new { Code = 1, Output = "" });
        asked.Errors.Should().Contain(redis.Address).And.NotContain("\n");
    }

    [Fact]
    public async Task What_can_be_counted_is_shown_where_a_group_cannot_and_the_exit_code_says_so()
    {
        await using var frontend = Frontend();
        await using var redis = await RedisServer.StartAsync();
        await using var run = Run(frontend, redis);
        await run.WaitForLinesAsync(2);
        await (await redis.DatabaseAsync()).KeyDeleteAsync("retaskqueue-copr-be-1");
        await (await redis.DatabaseAsync()).StringSetAsync("retaskqueue-copr-be-1", "something else");

        var asked = await AskAsync(redis, "status", "--json");

        asked.Code.Should().Be(1);
        asked.Output.Should().Contain("""{"group":"0","waiting":2,""");
        asked.Errors.Should().StartWith("Group 1 has the numbers of the last poll: ").And.Contain("WRONGTYPE");
    }

    private static FakeFrontend Frontend()
    {
        var frontend = new FakeFrontend();
        frontend.Builds.Add(Enumerable.Range(1, 3).Select(number =>
            $$"""{"task_id": "{{number}}-fedora-42-x86_64", "build_id": {{number}}, "project_owner": "jdoe", "chroot": "fedora-42-x86_64"}"""));
        return frontend;
    }

    private static ProgramRun Run(FakeFrontend frontend, RedisServer redis, params string[] more) => ConsoleHost.Start([
        "run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--group", "1=aarch64", "--redis", redis.Address, "--interval", "0.1",
        "--limit", "owner=2",
        "--json", .. more
    ]);

    private static Task<Answer> AskAsync(RedisServer redis, params string[] command) =>
        AnswerAsync([.. command, "--redis", redis.Address, "--group", "0=x86_64", "--group", "1=aarch64"]);

    private static async Task<Answer> AnswerAsync(params string[] words)
    {
        await using var run = ConsoleHost.Start(words);
        var code = await run.WaitForEndAsync();
        return new Answer(code, string.Join('\n', run.Output), run.Errors);
    }

    private static IEnumerable<string> Names(JsonElement json) => json.EnumerateObject().Select(member => member.Name);

    private static (string?, int, int, int, int) Numbers(JsonElement group) => (
        group.GetProperty("group").GetString(), group.GetProperty("waiting").GetInt32(), group.GetProperty("taken").GetInt32(),
        group.GetProperty("held").GetInt32(), group.GetProperty("parked").GetInt32());

    private sealed record Answer(int Code, string Output, string Errors);
}
