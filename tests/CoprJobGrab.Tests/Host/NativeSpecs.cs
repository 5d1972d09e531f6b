using System.Text.Json;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary>The console host as a native program.</summary>
[Slow]
public sealed class NativeSpecs : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("native-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task It_publishes_without_a_warning_and_grabs_from_a_frontend_into_redis()
    {
        var (exitCode, output) = await DotNet.RunAsync(
            RepositoryRoot.Path, "publish", "samples/CoprJobGrab.ConsoleHost", "-c", "Release", "-o", Path.Combine(_folder.FullName, "out"), "-nologo",
            "--artifacts-path", Path.Combine(_folder.FullName, "artifacts"));
        exitCode.Should().Be(0, output);
        output.Should().NotContain("warning");

        await using var redis = await RedisServer.StartAsync();
        await using var frontend = new FakeFrontend();
        frontend.Builds.Add("""{"task_id": "1-fedora-42-x86_64", "build_id": 1, "project_owner": "jdoe", "chroot": "fedora-42-x86_64"}""");
        frontend.Actions.Add(
            """{"id": 5, "action_type": 3, "object_type": "repository", "old_value": "jdoe/hello", "data": null, "priority": 0, "result": 0}""");
        await using var run = ProgramRun.Start(
            Path.Combine(_folder.FullName, "out", "CoprJobGrab.ConsoleHost"),
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
}
