using CoprJobGrab.TestKit;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

/// <summary>What happens to Redis between the observation and the write of a whole grabber's cycle, while a worker has some of the tasks.</summary>
public sealed class RedisSceneSpecs
{
    private const int Count = 200;
    private const int Taken = 10;

    private static readonly string[] All = [.. Enumerable.Range(0, Count).Select(number => $"task-{number:000}")];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_Redis_killed_and_started_again_loses_nothing_and_doubles_nothing_but_what_it_forgot(bool persistent)
    {
        await using var server = await RedisServer.StartAsync("--appendonly", persistent ? "yes" : "no");
        await using var grabber = Rig(server);
        var taken = await TakeSomeAsync(grabber, server);

        var cut = await grabber.CycleWithAsync(server.KillAsync);
        await server.StartAgainAsync();
        await grabber.UntilOkAsync();

        cut.Ok.Should().BeFalse();
        await IsWholeAsync(grabber, server, taken, mayForget: !persistent);
    }

    [Fact]
    public async Task A_Redis_emptied_loses_nothing_and_doubles_nothing_but_what_it_forgot()
    {
        await using var server = await RedisServer.StartAsync();
        await using var grabber = Rig(server);
        var taken = await TakeSomeAsync(grabber, server);

        await grabber.CycleWithAsync(() => server.CommandAsync("FLUSHALL"));
        await grabber.UntilOkAsync();

        grabber.Events.Of<QueueStoreLost>().Should().NotBeEmpty();
        await IsWholeAsync(grabber, server, taken, mayForget: true);
    }

    [Fact]
    public async Task A_Redis_that_pauses_for_longer_than_the_client_waits_does_what_it_was_asked_and_doubles_nothing()
    {
        await using var server = await RedisServer.StartAsync();
        await using var grabber = Rig(server, ",asyncTimeout=500,syncTimeout=500");
        var taken = await TakeSomeAsync(grabber, server);

        // Scripts count as writes, so they wait; UNPAUSE is none.
        var cut = await grabber.CycleWithAsync(() => server.CommandAsync("CLIENT", "PAUSE", "60000", "WRITE"));
        await server.CommandAsync("CLIENT", "UNPAUSE");
        await grabber.UntilOkAsync();

        cut.Error!.Message.Should().Contain("no answer came in time").And.Contain("saying it twice is harmless");
        await IsWholeAsync(grabber, server, taken, mayForget: false);
    }

    [Fact]
    public async Task A_Redis_that_fills_up_takes_whole_tasks_only_lets_workers_drain_and_goes_on_when_there_is_room()
    {
        await using var server = await RedisServer.StartAsync();
        await using var grabber = Rig(server);
        var taken = await TakeSomeAsync(grabber, server);
        string[] many = [.. All, .. Enumerable.Range(0, 5_000).Select(number => $"more-{number}")];
        grabber.Listed = many;

        var full = await grabber.CycleWithAsync(async () =>
        {
            var memory = await server.CommandAsync("INFO", "memory");
            var used = memory.Split('\n').Single(line => line.StartsWith("used_memory:", StringComparison.Ordinal)).Split(':')[1].Trim();
            await server.CommandAsync("CONFIG", "SET", "maxmemory", $"{long.Parse(used) + 1_000_000}");
        });

        full.Error!.Message.Should().Contain("OOM").And.Contain("Raise maxmemory");
        full.Enqueued.Should().BeLessThan(many.Length - Count / 2);
        var database = await server.DatabaseAsync();
        var worker = new RetaskReader(database, "copr-be-0");
        var claimed = (await database.HashKeysAsync("cjg:{retaskqueue-copr-be-0}:claims")).Select(id => id.ToString()).Where(id => id.Length > 0);
        IReadOnlyList<string> drained = [.. taken, .. await worker.DrainAsync()];
        drained.Order().Should().Equal(claimed.Order(), "claim and push are one step");
        drained.Count.Should().BeGreaterThanOrEqualTo(Count / 2);

        await server.CommandAsync("CONFIG", "SET", "maxmemory", "0");
        await grabber.UntilOkAsync();
        string[] whole = [.. drained, .. await worker.DrainAsync()];
        whole.Order().Should().Equal(many.Order());
    }

    private static GrabberRig Rig(RedisServer server, string more = "") => new(builder => builder.UseRedis($"{server.Address},connectTimeout=1000{more}"));

    /// <summary>Half of the tasks are queued and a worker takes some; then all of them are listed.</summary>
    private static async Task<IReadOnlyList<string>> TakeSomeAsync(GrabberRig grabber, RedisServer server)
    {
        grabber.Listed = All[..(Count / 2)];
        (await grabber.CycleAsync()).Error.Should().BeNull();
        var worker = new RetaskReader(await server.DatabaseAsync(), "copr-be-0");
        var taken = new List<string>();
        while (taken.Count < Taken)
        {
            taken.Add((await worker.DequeueAsync())!.Value.GetProperty("task_id").GetString()!);
        }

        grabber.Listed = All;
        return taken;
    }

    /// <summary>
    /// Every task that is not taken waits, once; a taken one waits again only where the store forgot that it was. Further cycles change nothing.
    /// </summary>
    private static async Task IsWholeAsync(GrabberRig grabber, RedisServer server, IReadOnlyList<string> taken, bool mayForget)
    {
        (await grabber.CycleAsync()).Should().BeEquivalentTo(new { Ok = true, Enqueued = 0, Withdrawn = 0, Listed = Count });
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Address);
        var waiting = await new RetaskReader(connection.GetDatabase(), "copr-be-0").DrainAsync();
        waiting.Should().OnlyHaveUniqueItems();
        waiting.Except(taken).Should().BeEquivalentTo(All.Except(taken));
        (mayForget ? [] : waiting.Intersect(taken)).Should().BeEmpty();
    }
}
