using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary>What a killed console host had begun, and the operator's <c>actions</c> beside the one that follows.</summary>
public sealed class ConsoleHostBegunActionSpecs
{
    [Fact]
    public async Task What_a_killed_leader_had_begun_is_waited_for_alone_and_shown_and_runs_again_when_it_is_released()
    {
        await using var frontend = new FakeFrontend();
        frontend.Actions.Add(Record(1, "a/one"));
        await using var redis = await RedisServer.StartAsync();
        var folder = Directory.CreateTempSubdirectory();
        var script = Path.Combine(folder.FullName, "act.sh");
        // The first run of action 1 outlives its host; every other run ends at once.
        await File.WriteAllTextAsync(script, $"""
            #!/bin/sh
            grep -q '"id": 1,' || exit 0
            mkdir {folder.FullName}/first || exit 0
            until test -e {folder.FullName}/end; do sleep 0.1; done

            """);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        string[] options =
            [
                "run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--redis", redis.Address, "--interval", "0.2", "--lease", "1",
                "--action-command", script, "--action-time-limit", "600"
            ];
        await using var killed = ConsoleHost.Start(options);
        while (!Directory.Exists(Path.Combine(folder.FullName, "first")))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        var refused = await AskAsync(redis, "actions", "release", "1");
        await killed.KillAsync();
        frontend.Actions.Add(Record(2, "a/one"));
        frontend.Actions.Add(Record(3, "b/two"));
        await using var next = ConsoleHost.Start(options);
        await next.WaitForErrorAsync(line => line.Contains("action 1 until", StringComparison.Ordinal));
        await ReportsAsync(frontend, 1);
        var (table, json) = (await AskAsync(redis, "actions"), await AskAsync(redis, "actions", "--json"));
        var why = await AskAsync(redis, "why", "2", "--frontend", $"{frontend.Url}");
        var unknown = await AskAsync(redis, "actions", "release", "7");
        var reportedBefore = frontend.Reports.Select(report => report.ActionId).ToList();
        var released = await AskAsync(redis, "actions", "release", "1");
        await ReportsAsync(frontend, 3);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "end"), "");

        refused.Should().Match<Answer>(answer => answer.Code == 1 && answer.Errors.Contains("itself"));
        reportedBefore.Should().Equal(3);
        table.Should().Match<Answer>(answer => answer.Code == 0 && answer.Output.Contains("begun") && answer.Output.Contains("a/one"));
        json.Output.Should().StartWith("""{"action_id":1,"state":"begun","projects":["a/one"],"holder":""");
        why.Should().Match<Answer>(answer => answer.Code == 0 && answer.Output.Contains("waits for action 1") && answer.Output.Contains("until 20"));
        unknown.Should().Match<Answer>(answer => answer.Code == 1 && answer.Errors.Contains("No action 7"));
        released.Code.Should().Be(0, released.Errors);
        frontend.Reports.Select(report => report.ActionId).Should().Equal(3, 1, 2);
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
