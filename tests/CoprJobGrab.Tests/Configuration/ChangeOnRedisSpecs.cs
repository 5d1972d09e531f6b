using CoprJobGrab.TestKit;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace CoprJobGrab.Tests.Configuration;

/// <summary>The contract, with queues on a real Redis.</summary>
public sealed class ChangeOnRedisSpecs : ChangeContract
{
    private RedisServer _redis = null!;
    private IDatabase _database = null!;

    protected override string Queues => $"redis_host = 127.0.0.1\nredis_port = {_redis.Port}";

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _redis.DisposeAsync();
    }

    protected override async ValueTask StartQueuesAsync()
    {
        _redis = await RedisServer.StartAsync();
        _database = await _redis.DatabaseAsync();
    }

    protected override void Use(ICoprJobGrabBuilder builder) => builder.UseRedis();

    protected override async Task<string?> PopAsync(IServiceProvider services, string groupId) =>
        await new RetaskReader(_database, $"copr-be-{groupId}").DequeueAsync() is { } task ? task.GetProperty("task_id").GetString() : null;
}
