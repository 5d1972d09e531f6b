using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary>The operator's <c>actions</c> beside a running console host, when the frontend has refused results.</summary>
public sealed class ConsoleHostGivenUpActionSpecs
{
    private const string GivenUp =
        """{"succeeded":false,"message":"no","givenUp":{"since":"2026-11-25T01:02:03.000Z","reason":"status 500. See whether Frontend:Url is right."}}""";

    [Fact]
    public async Task Results_that_were_given_up_are_shown_and_told_dropped_or_their_actions_run_as_the_operator_says()
    {
        await using var frontend = new FakeFrontend();
        frontend.Actions.Add(Record(1, "a/one"), Record(2, "b/two"));
        await using var redis = await RedisServer.StartAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Address);
        await connection.GetDatabase().HashSetAsync("cjg:outcomes", [new("1", GivenUp), new("2", GivenUp)]);
        await using var host = ConsoleHost.Start(
            ["run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--redis", redis.Address, "--interval", "0.2", "--action-command", "/bin/true"]);
        await frontend.WaitForRequestAsync("pending-actions/");

        var (table, json) = (await AskAsync(redis, "actions"), await AskAsync(redis, "actions", "--json"));
        var unknown = await AskAsync(redis, "actions", "tell", "7");
        var dropped = await AskAsync(redis, "actions", "drop", "2");
        var told = await AskAsync(redis, "actions", "tell", "1");
        await ReportsAsync(frontend, 1);
        var after = await AskAsync(redis, "actions");
        var run = await AskAsync(redis, "actions", "run", "2");
        await ReportsAsync(frontend, 2);

        table.Should().Match<Answer>(
            answer => answer.Code == 0 && answer.Output.Contains("given up") && answer.Output.Contains("status 500. See whether --frontend is right."));
        json.Output.Split('\n')[0].Should().Be(
            """{"action_id":1,"state":"given up","succeeded":false,"message":"no","since":"2026-11-25 01:02:03Z","reason":"status 500. See whether --frontend"""
                + """ is right.","decision":null}""");
        unknown.Should().Match<Answer>(answer => answer.Code == 1 && answer.Errors.Contains("No result of action 7"));
        new[] { dropped.Code, told.Code, run.Code }.Should().AllBeEquivalentTo(0);
        after.Output.Should().Contain("given up, drop");
        frontend.Reports.Should().Equal(new ActionReport(1, false, "no"), new ActionReport(2, true, null));
    }

    private static string Record(long id, string project) =>
        $$"""{"id": {{id}}, "action_type": 3, "object_type": "repository", "old_value": "{{project}}", "data": null, "priority": 0, "result": 0}""";

    private static async Task ReportsAsync(FakeFrontend frontend, int count)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2), TimeProvider.System);
        while (frontend.Reports.Count < count)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, deadline.Token);
        }
    }

    private static async Task<Answer> AskAsync(RedisServer redis, params string[] command)
    {
        await using var run = ConsoleHost.Start([.. command, "--group", "0=x86_64", "--redis", redis.Address]);
        var code = await run.WaitForEndAsync();
        return new Answer(code, string.Join('\n', run.Output), run.Errors);
    }

    private sealed record Answer(int Code, string Output, string Errors);
}
