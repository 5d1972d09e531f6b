using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary>Two console hosts on one Redis.</summary>
public sealed class StandbySpecs
{
    [Fact]
    public async Task One_of_two_stands_by_and_takes_over_at_once_when_the_other_is_stopped()
    {
        await using var frontend = new FakeFrontend();
        await using var redis = await RedisServer.StartAsync();
        string[] options =
        [
            "run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--redis", redis.Address, "--interval", "0.1", "--lease", "600", "--json"
        ];
        await using var leader = ConsoleHost.Start(options);
        await leader.WaitForLinesAsync(1);
        await using var standby = ConsoleHost.Start(options);
        await standby.WaitForLinesAsync(2);
        leader.Output[0].Should().Contain("\"role\":\"leader\"");
        standby.Output.Take(2).Should().Equal("""{"cycle":1,"ok":true,"role":"standby"}""", """{"cycle":2,"ok":true,"role":"standby"}""");

        await leader.SignalAsync("TERM");
        (await leader.WaitForEndAsync()).Should().Be(0, leader.Errors);
        var lines = standby.Output.Count;
        await standby.WaitForLinesAsync(lines + 3);

        standby.Output[lines + 2].Should().Contain("\"role\":\"leader\"");
        leader.Errors.Should().Contain("has handed the lead over");
    }

    [Fact]
    public async Task A_killed_leader_that_is_started_again_leads_at_once()
    {
        await using var frontend = new FakeFrontend();
        await using var redis = await RedisServer.StartAsync();
        string[] options =
        [
            "run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--redis", redis.Address, "--interval", "0.1", "--lease", "600", "--json"
        ];
        await using var killed = ConsoleHost.Start(options);
        await killed.WaitForLinesAsync(1);
        await killed.KillAsync();

        await using var again = ConsoleHost.Start(options);
        await again.WaitForLinesAsync(1);

        again.Output[0].Should().Contain("\"role\":\"leader\"");
    }
}
