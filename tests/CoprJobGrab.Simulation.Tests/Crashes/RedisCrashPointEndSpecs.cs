using CoprJobGrab.TestKit;
using Xunit;

namespace CoprJobGrab.Simulation.Tests.Crashes;

[Slow]
public sealed class RedisCrashPointEndSpecs(RedisFixture redis, ITestOutputHelper output)
    : CrashPointEndScenarios(CrashPointGround.Redis(redis.Server), output), IClassFixture<RedisFixture>;
