using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary><c>status</c> and <c>top</c>, beside a console host that runs on the same Redis and after it.</summary>
public sealed class ConsoleHostStatusSpecs
{
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
        asked.Output.Should().ContainAll("leader", "last poll").And.MatchRegex("  0 +2 ").And.NotContain("\e");
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

    private static FakeFrontend Frontend()
    {
        var frontend = new FakeFrontend();
        frontend.Builds.Add(Enumerable.Range(1, 3).Select(number =>
            $$"""{"task_id": "{{number}}-fedora-42-x86_64", "build_id": {{number}}, "project_owner": "jdoe", "chroot": "fedora-42-x86_64"}"""));
        return frontend;
    }

    private static ProgramRun Run(FakeFrontend frontend, RedisServer redis, params string[] more) => ConsoleHost.Start([
        "run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--group", "1=aarch64", "--redis", redis.Address, "--interval", "0.1", "--limit", "owner=2",
        "--json", .. more
    ]);

    private static async Task<Answer> AskAsync(RedisServer redis, params string[] command)
    {
        await using var run = ConsoleHost.Start([.. command, "--redis", redis.Address, "--group", "0=x86_64", "--group", "1=aarch64"]);
        var code = await run.WaitForEndAsync();
        return new Answer(code, string.Join('\n', run.Output), run.Errors);
    }

    private sealed record Answer(int Code, string Output, string Errors);
}
