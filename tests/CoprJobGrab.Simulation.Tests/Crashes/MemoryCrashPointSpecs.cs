using Xunit;

namespace CoprJobGrab.Simulation.Tests.Crashes;

public sealed class MemoryCrashPointSpecs(ITestOutputHelper output) : CrashPointScenarios(CrashPointGround.Memory, output);
