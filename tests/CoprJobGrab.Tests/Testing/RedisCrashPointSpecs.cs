using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using CoprJobGrab.Tests.Queues;
using Xunit;

namespace CoprJobGrab.Tests.Testing;

/// <summary>On a real Redis, each request to it on both of its sides, and each call of a seam to the frontend.</summary>
public sealed class RedisCrashPointSpecs(RedisFixture redis, ITestOutputHelper output) : CrashPointScenarios(output), IClassFixture<RedisFixture>
{
    protected override string Queue => "on Redis";

    protected override IEnumerable<string> OfEachCycle => ["before SMEMBERS", "after SMEMBERS", "before EVAL", "after EVAL"];

    protected override IEnumerable<string> OfEachResult => ["before HSET", "after HSET", "before HDEL", "after HDEL"];

    protected override ValueTask<GrabberWorld> CreateAsync() => RedisGrabberWorld.CreateAsync(redis.Server);
}
