using System.Text.RegularExpressions;
using CoprJobGrab.Testing;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace CoprJobGrab.TestKit;

/// <summary>A world whose queues, leadership and outcomes are in a real Redis; each request of a grabber is a step.</summary>
public sealed partial class RedisGrabberWorld : GrabberWorld
{
    private readonly RedisServer _server;
    private readonly IDatabase _workers;
    private readonly List<InterruptingRelay> _relays = [];

    private RedisGrabberWorld(RedisServer server, IDatabase workers)
    {
        _server = server;
        _workers = workers;
    }

    /// <summary>A new world on a server that forgets what was before.</summary>
    public static async ValueTask<GrabberWorld> CreateAsync(RedisServer server)
    {
        var workers = await server.DatabaseAsync();
        await workers.ExecuteAsync("FLUSHALL");
        return new RedisGrabberWorld(server, workers);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var relay in _relays)
        {
            await relay.DisposeAsync();
        }
    }

    /// <summary>
    /// With a lease that is never renewed beside a cycle, so that the steps come in the same order each time.
    /// A renewal is the same request as the one that begins a cycle.
    /// </summary>
    protected override void Configure(CoprJobGrabOptions options)
    {
        base.Configure(options);
        options.Leadership.Lease = TimeSpan.FromDays(1);
    }

    /// <summary>Lets the lease and the time limit of actions run out, which the server's clock would do in an hour.</summary>
    protected override async ValueTask PassLongTimeAsync()
    {
        if (await _workers.KeyExistsAsync(LeaseKey.Name))
        {
            await _workers.HashSetAsync(LeaseKey.Name, [new("until", 1), new("limit", 0)]);
            var notes = (await _workers.HashGetAllAsync(LeaseKey.Name)).Where(field => $"{field.Name}".StartsWith("action:", StringComparison.Ordinal));
            await _workers.HashSetAsync(
                LeaseKey.Name, [.. notes.Select(note => new HashEntry(note.Name, EndOfNote().Replace($"{note.Value}", "\"until\":1")))]);
        }
    }

    [GeneratedRegex("\"until\":[0-9]+")]
    private static partial Regex EndOfNote();

    protected override void UseQueue(ICoprJobGrabBuilder builder, CrashPoints points)
    {
        var relay = new InterruptingRelay(_server.Port, points);
        _relays.Add(relay);
        builder.UseRedis(relay.Address);
    }

    protected override async ValueTask<ReadOnlyMemory<byte>?> PopAsync(string groupId)
    {
        var element = await _workers.ListRightPopAsync($"retaskqueue-copr-be-{groupId}");
        return element.IsNull ? default(ReadOnlyMemory<byte>?) : (byte[])element!;
    }
}
