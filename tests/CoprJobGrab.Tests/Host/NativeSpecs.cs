using System.Text.Json;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary>The console host and the build worker as native programs.</summary>
[Slow]
public sealed class NativeSpecs : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("native-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_console_host_publishes_without_a_warning_and_grabs_from_a_frontend_into_redis()
    {
        var program = await PublishAsync("CoprJobGrab.ConsoleHost");
        await using var redis = await RedisServer.StartAsync();
        await using var frontend = new FakeFrontend();
        frontend.Builds.Add("""{"task_id": "1-fedora-42-x86_64", "build_id": 1, "project_owner": "jdoe", "chroot": "fedora-42-x86_64"}""");
        frontend.Actions.Add(
            """{"id": 5, "action_type": 3, "object_type": "repository", "old_value": "jdoe/hello", "data": null, "priority": 0, "result": 0}""");
        await using var run = ProgramRun.Start(
            program,
            [
                "run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--redis", redis.Address, "--cycles", "1", "--json", "--action-command",
                "/bin/true"
            ]);

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);
        using var cycle = JsonDocument.Parse(run.Output.Single());
        cycle.RootElement.GetProperty("enqueued").GetInt32().Should().Be(1);
        (await new RetaskReader(await redis.DatabaseAsync(), "copr-be-0").DrainAsync()).Should().Equal("1-fedora-42-x86_64");
        frontend.Reports.Should().Equal(new ActionReport(5, true, null));
    }

    [Fact]
    public async Task The_build_worker_publishes_without_a_warning_and_builds_until_it_is_told_to_stop()
    {
        var program = await PublishAsync("CoprJobGrab.BuildWorker");

        await using var farm = await BuildFarm.StartAsync();
        farm.List(1);
        await using var run = ProgramRun.Start(
            program,
            [
                "--redis", farm.Redis.Address, "--group", "0", "--frontend", $"{farm.Frontend.Url}", "--command", "/bin/true", "--log-dir", farm.Logs, "--json"
            ],
            new Dictionary<string, string> { ["COPR_FRONTEND_PASSWORD"] = "s3cret" });
        var end = run.WaitForEndAsync();
        await BuildFarm.UntilAsync(() => end.IsCompleted || farm.Frontend.StatusOf(BuildFarm.TaskId(1)) == 1);
        end.IsCompleted.Should().BeFalse(run.Errors);
        await run.SignalAsync("TERM");

        (await end).Should().Be(0, run.Errors);
        run.Output.Select(line => BuildFarm.Read(line).Event).Should().Equal("taken", "started", "finished");
    }

    private async Task<string> PublishAsync(string sample)
    {
        var (exitCode, output) = await DotNet.RunAsync(
            RepositoryRoot.Path, "publish", $"samples/{sample}", "-c", "Release", "-o", Path.Combine(_folder.FullName, "out"), "-nologo",
            "--artifacts-path", Path.Combine(_folder.FullName, "artifacts"));
        exitCode.Should().Be(0, output);
        output.Should().NotContain("warning");
        return Path.Combine(_folder.FullName, "out", sample);
    }
}
