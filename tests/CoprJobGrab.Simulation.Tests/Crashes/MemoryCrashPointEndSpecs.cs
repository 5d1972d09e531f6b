using Xunit;

namespace CoprJobGrab.Simulation.Tests.Crashes;

public sealed class MemoryCrashPointEndSpecs(ITestOutputHelper output) : CrashPointEndScenarios(CrashPointGround.Memory, output);
