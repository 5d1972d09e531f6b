using CoprJobGrab.TestKit;
using Xunit;

namespace CoprJobGrab.Simulation.Tests.Crashes;

/// <summary>With the queues in a real Redis, whose scripts read the clock of the test.</summary>
[Slow]
public sealed class RedisWorkerCrashPointSpecs(RedisFixture redis, ITestOutputHelper output) : WorkerCrashPointScenarios(redis, output),
IClassFixture<RedisFixture>;
