using CoprJobGrab.TestKit;
using Xunit;

namespace CoprJobGrab.Simulation.Tests.Crashes;

[Slow]
public sealed class RedisCrashPointSpecs(RedisFixture redis, ITestOutputHelper output) : CrashPointScenarios(CrashPointGround.Redis(redis.Server), output),
IClassFixture<RedisFixture>;
