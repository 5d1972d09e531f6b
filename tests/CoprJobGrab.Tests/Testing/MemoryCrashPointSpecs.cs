using CoprJobGrab.Testing;
using Xunit;

namespace CoprJobGrab.Tests.Testing;

/// <summary>On queues in memory, each call of a seam on both of its sides.</summary>
public sealed class MemoryCrashPointSpecs(ITestOutputHelper output) : CrashPointScenarios(output)
{
    protected override string Queue => "in memory";

    protected override IEnumerable<string> OfEachCycle =>
        ["before LeadAsync", "after LeadAsync", "before ObserveAsync", "after ObserveAsync", "before ApplyAsync", "after ApplyAsync"];

    // What is kept in memory ends with the process.
    protected override IEnumerable<string> OfEachResult => [];

    protected override ValueTask<GrabberWorld> CreateAsync() => ValueTask.FromResult<GrabberWorld>(new InMemoryGrabberWorld());
}
