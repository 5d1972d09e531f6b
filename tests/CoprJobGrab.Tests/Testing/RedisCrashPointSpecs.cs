using CoprJobGrab.Tests.Queues;
using Xunit;

namespace CoprJobGrab.Tests.Testing;

public sealed class RedisCrashPointSpecs(RedisFixture redis, ITestOutputHelper output) : CrashPointScenarios(CrashPointGround.Redis(redis.Server), output), IClassFixture<RedisFixture>;
