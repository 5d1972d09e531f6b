using CoprJobGrab.TestKit;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Checks.Redis;

/// <summary>The checks against a real Redis in each set-up.</summary>
public sealed class RedisSetupSpecs
{
    private const string Secret = "s3cret-of-the-test";

    [Theory]
    [InlineData(new[] { "--appendonly", "yes" }, null)]
    [InlineData(new[] { "--appendonly", "no" }, "keeps nothing on disk")]
    [InlineData(new[] { "--appendonly", "no", "--save", "900 1" }, "save is '900 1'")]
    [InlineData(new[] { "--appendonly", "yes", "--maxmemory-policy", "allkeys-lru" }, "has no maxmemory")]
    [InlineData(new[] { "--appendonly", "yes", "--maxmemory-policy", "volatile-lru", "--maxmemory", "100000000" }, "100000000 bytes")]
    public async Task A_redis_is_told_by_its_configuration(string[] arguments, string? said)
    {
        await using var server = await RedisServer.StartAsync(arguments);
        await using var connection = new RedisConnection(new RedisOptions { Configuration = server.Address });
        var setup = new RedisSetup(connection);

        var findings = await setup.LookAsync(CancellationToken.None);

        findings.Should().HaveCount(said is null ? 0 : 1);
        findings.Where(finding => finding.IsKnown
            && finding.Text.Contains($"{said}", StringComparison.Ordinal)
            && finding.Text.Contains(server.Address, StringComparison.Ordinal)).Should().Equal(findings);
        (await setup.LookAsync(CancellationToken.None)).Should().BeEmpty("it was looked at");
    }

    [Theory]
    [InlineData("-info", "could not be checked", false)]
    [InlineData("-config|get", "writes no append-only file", true)]
    public async Task What_the_user_may_not_ask_is_told_once(string rule, string said, bool isKnown)
    {
        await using var server = await RedisServer.StartAsync();
        var admin = await server.DatabaseAsync();
        await admin.ExecuteAsync("ACL", "SETUSER", "grabber", "reset", "on", $">{Secret}", "~*", "&*", "+@all", rule);
        await using var connection = new RedisConnection(new RedisOptions { Configuration = $"{server.Address},user=grabber", Password = Secret });
        var setup = new RedisSetup(connection);

        var finding = (await setup.LookAsync(CancellationToken.None)).Should().ContainSingle().Which;

        finding.Text.Should().Contain(said).And.NotContain(Secret);
        finding.IsKnown.Should().Be(isKnown);
        (await setup.LookAsync(CancellationToken.None)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("-subscribe", "Other grabbers cannot count this one")]
    [InlineData("resetchannels", "Other grabbers cannot count this one")]
    [InlineData("-pubsub|numsub", "This grabber cannot count others")]
    public async Task A_grabber_that_cannot_be_counted_or_count_is_told(string rule, string said)
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "yes");
        await (await server.DatabaseAsync()).ExecuteAsync("ACL", "SETUSER", "grabber", "reset", "on", $">{Secret}", "~*", "&*", "+@all", rule);
        await using var grabber = new GrabberRig(builder => builder.UseRedis($"{server.Address},user=grabber,password={Secret}"));

        for (var cycle = 0; cycle < 3; cycle++)
        {
            (await grabber.CycleAsync()).Ok.Should().BeTrue();
        }

        var told = await grabber.Events.WaitForAsync<SetupNoted>(noted => !noted.IsAboutConfiguration);
        told.Finding.Should().Contain(said).And.Contain("docs/configuration.md").And.NotContain(Secret);
        grabber.Events.Of<SetupNoted>(noted => !noted.IsAboutConfiguration).Should().ContainSingle();
    }

    [Theory]
    [InlineData("+info", "writes no append-only file", true)]
    [InlineData("-info", "Allow its user +info", false)]
    public async Task A_connection_of_the_hosts_own_that_is_no_administrators_is_asked_all_the_same(string rule, string said, bool isKnown)
    {
        await using var server = await RedisServer.StartAsync("--save", "900 1");
        await (await server.DatabaseAsync()).ExecuteAsync("ACL", "SETUSER", "grabber", "reset", "on", $">{Secret}", "~*", "&*", "+@all", rule);
        await using var multiplexer = await ConnectionMultiplexer.ConnectAsync($"{server.Address},user=grabber,password={Secret},allowAdmin=false");
        await using var connection = new RedisConnection(multiplexer);

        var finding = (await new RedisSetup(connection).LookAsync(CancellationToken.None)).Should().ContainSingle().Which;

        finding.Text.Should().Contain(said).And.NotContain(Secret);
        finding.IsKnown.Should().Be(isKnown);
    }

    [Fact]
    public async Task A_redis_that_is_away_is_looked_at_when_it_comes()
    {
        await using var server = RedisServer.Prepare();
        await using var connection = new RedisConnection(new RedisOptions { Configuration = $"{server.Address},connectTimeout=300,connectRetry=0" });
        var setup = new RedisSetup(connection);
        (await setup.LookAsync(CancellationToken.None)).Should().BeEmpty();

        await server.StartAgainAsync();

        var findings = await Eventually(async () => await setup.LookAsync(CancellationToken.None));
        findings.Should().ContainSingle().Which.Text.Should().Contain("keeps nothing on disk");
    }

    [Fact]
    public async Task Two_grabbers_with_different_groups_are_told_to_the_second_with_both()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "yes");
        await using var first = Grabber(server, "a");
        await using var second = Grabber(server, "b");
        (await first.CycleAsync()).Ok.Should().BeTrue();

        await second.CycleAsync();
        await second.CycleAsync();

        var told = await second.Events.WaitForAsync<SetupNoted>(noted => !noted.IsAboutConfiguration);
        told.Finding.Should().ContainAll("'a=archa'", "'b=archb'", "5 min");
        second.Events.Of<SetupNoted>(noted => !noted.IsAboutConfiguration).Should().ContainSingle();
        first.Events.Of<SetupNoted>(noted => !noted.IsAboutConfiguration).Should().BeEmpty("it has not looked again yet");
    }

    [Fact]
    public async Task The_same_groups_a_clean_end_and_a_killed_grabber_of_long_ago_are_no_finding()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "yes");
        var database = await server.DatabaseAsync();
        await database.HashSetAsync("cjg:maps", [new HashEntry("killed", """{"map":"z=archz","time":"1000"}"""), new HashEntry("broken", "{")]);
        await using (var other = Grabber(server, "b"))
        {
            await other.CycleAsync();
        }

        await using var first = Grabber(server, "a");
        await using var second = Grabber(server, "a");
        await first.CycleAsync();
        await second.CycleAsync();

        (await database.HashLengthAsync("cjg:maps")).Should().Be(2);
        second.Events.Of<SetupNoted>(noted => !noted.IsAboutConfiguration).Should().BeEmpty();
    }

    [Fact]
    public async Task A_doubtful_redis_fails_every_cycle_and_nothing_is_queued_when_checks_are_failures()
    {
        await using var server = await RedisServer.StartAsync();
        await using var grabber = new GrabberRig(
            builder => builder.UseRedis(server.Address).Services.Configure<CoprJobGrabOptions>(options => options.Checks = SetupChecks.Fail));
        grabber.Listed = ["1"];

        for (var cycle = 0; cycle < 2; cycle++)
        {
            var report = await grabber.CycleAsync();
            report.Error.Should().BeOfType<SetupException>().Which.Message.Should().Contain("keeps nothing on disk");
            report.Role.Should().Be(GrabberRole.Standby, "it has not asked for the lead");
        }

        (await (await server.DatabaseAsync()).KeyExistsAsync("retaskqueue-copr-be-0")).Should().BeFalse();
    }

    private static GrabberRig Grabber(RedisServer server, string group) => new(builder => builder.UseRedis(server.Address), group);

    private static async Task<IReadOnlyList<SetupFinding>> Eventually(Func<Task<IReadOnlyList<SetupFinding>>> look)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        while (true)
        {
            if (await look() is { Count: > 0 } found)
            {
                return found;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, deadline.Token);
        }
    }
}
