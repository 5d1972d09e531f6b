using Xunit;

namespace CoprJobGrab.Simulation.Tests.Crashes;

/// <summary>With the queues in memory.</summary>
public sealed class WorkerCrashPointSpecs(ITestOutputHelper output) : WorkerCrashPointScenarios(null, output);
