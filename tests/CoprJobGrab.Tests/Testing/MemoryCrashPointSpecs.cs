using Xunit;

namespace CoprJobGrab.Tests.Testing;

public sealed class MemoryCrashPointSpecs(ITestOutputHelper output) : CrashPointScenarios(CrashPointGround.Memory, output);
