using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

[Slow]
public sealed class KillSpecs
{
    private const int Tasks = 20_000;
    private const int Kills = 10;

    [Fact]
    public async Task Ten_kills_in_the_middle_of_a_poll_leave_each_task_exactly_once()
    {
        await using var frontend = new FakeFrontend(FrontendProtocol.Waiting);
        for (var index = 0; index < Tasks; index++)
        {
            frontend.Builds.Add($$"""{"task_id": "{{index}}-fedora-20-x86_64", "build_id": {{index}}, "project_owner": "jdoe", "pkgs":"""
                + $$""" "{{new string('x', 200)}}", "chroot": "fedora-20-x86_64"}""");
        }

        await using var redis = await RedisServer.StartAsync();
        var reader = new RetaskReader(await redis.DatabaseAsync(), "copr-be-0");
        string[] options =
        [
            "run", "--frontend", $"{frontend.Url}", "--protocol", "waiting", "--group", "0=x86_64", "--redis", redis.Address, "--lease", "0.3", "--interval",
            "0.1", "--json"
        ];
        var inTheMiddle = 0;
        for (var kill = 1; kill <= Kills; kill++)
        {
            await using var killed = ConsoleHost.Start(options);
            // Each round lets the list grow by its share before it kills; the last rounds kill polls that have nothing left to push.
            await reader.WaitForLengthAsync(Math.Min(Tasks, kill * Tasks / (Kills + 1)), killed.WaitForEndAsync());
            await killed.KillAsync();
            inTheMiddle += await reader.LengthAsync() < Tasks ? 1 : 0;
        }

        await using var last = ConsoleHost.Start([.. options, "--cycles", "20"]);
        (await last.WaitForEndAsync()).Should().Be(0, last.Errors);

        inTheMiddle.Should().BeGreaterThan(0, "kills are to come in the middle");
        (await reader.DrainAsync()).Should().OnlyHaveUniqueItems().And.HaveCount(Tasks);
    }
}
