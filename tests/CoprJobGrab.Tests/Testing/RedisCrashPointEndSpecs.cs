using CoprJobGrab.Tests.Queues;
using Xunit;

namespace CoprJobGrab.Tests.Testing;

public sealed class RedisCrashPointEndSpecs(RedisFixture redis, ITestOutputHelper output) : CrashPointEndScenarios(CrashPointGround.Redis(redis.Server), output), IClassFixture<RedisFixture>;
