using Xunit;

namespace CoprJobGrab.Tests.Testing;

public sealed class MemoryCrashPointEndSpecs(ITestOutputHelper output) : CrashPointEndScenarios(CrashPointGround.Memory, output);
