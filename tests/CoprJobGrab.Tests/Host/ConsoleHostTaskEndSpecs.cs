using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

public sealed class ConsoleHostTaskEndSpecs
{
    private const string Channel = "copr:backend:daemons:job_grab:task_end:pubsub::";
    private const string Claims = "cjg:{retaskqueue-copr-be-0}:claims";

    [Fact]
    public async Task A_worker_of_2015_that_tells_the_end_of_its_task_ends_the_claim()
    {
        await using var frontend = new FakeFrontend { Protocol = FrontendProtocol.Waiting };
        frontend.Builds.Add(
            ["""{"task_id": 1, "build_id": 1, "chroot": "fedora-20-x86_64"}""", """{"task_id": 2, "build_id": 2, "chroot": "fedora-20-x86_64"}"""]);
        await using var redis = await RedisServer.StartAsync();
        var database = await redis.DatabaseAsync();
        var worker = new RetaskReader(database, "copr-be-0");
        await using var host = ConsoleHost.Start(
            "run", "--frontend", $"{frontend.Url}", "--protocol", "waiting", "--group", "0=x86_64", "--redis", redis.Address, "--interval", "0.2",
            "--task-end-channel", "--json");
        await worker.WaitForLengthAsync(2, host.WaitForEndAsync());
        (await worker.DrainAsync()).Should().Equal("1", "2");
        // They begin: a list of waiting tasks has them no more.
        frontend.Builds.Clear();

        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
        while (await database.HashExistsAsync(Claims, "1"))
        {
            await database.PublishAsync(StackExchange.Redis.RedisChannel.Literal(Channel), """{"action": "remove", "task_id": "1"}""");
            // Nobody hears it before the host has subscribed. Told in every cycle, each word would take the place of the one that the plan has seen.
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, deadline.Token);
        }

        (await database.HashExistsAsync(Claims, "2")).Should().BeTrue("nobody has told its end");
    }

    [Fact]
    public async Task The_channel_needs_a_Redis()
    {
        await using var host = ConsoleHost.Start("run", "--frontend", "http://127.0.0.1:1", "--group", "0=x86_64", "--task-end-channel");

        (await host.WaitForEndAsync()).Should().Be(2);

        host.Errors.Should().Contain("--task-end-channel needs a Redis");
    }
}
