using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;

namespace CoprJobGrab.Simulation.Tests.Crashes;

/// <summary>Where the queues of a world are whose grabbers are stopped at every step.</summary>
/// <param name="Queue">The column of the document.</param>
/// <param name="OfEachCycle">Steps that every cycle has.</param>
/// <param name="OfEachResult">Steps of a result that is kept until the frontend has taken it.</param>
/// <param name="CreateAsync">Makes a new world.</param>
public sealed record CrashPointGround(string Queue, string[] OfEachCycle, string[] OfEachResult, Func<ValueTask<GrabberWorld>> CreateAsync)
{
    /// <summary>Queues in memory, each call of a seam on both of its sides. What is kept in memory ends with the process.</summary>
    public static CrashPointGround Memory { get; } = new(
        "in memory",
        ["before LeadAsync", "after LeadAsync", "before ObserveAsync", "after ObserveAsync", "before ApplyAsync", "after ApplyAsync"],
        [],
        () => ValueTask.FromResult<GrabberWorld>(new InMemoryGrabberWorld()));

    /// <summary>A real Redis, each request to it on both of its sides, and each call of a seam to the frontend.</summary>
    public static CrashPointGround Redis(RedisServer server) => new(
        "on Redis",
        ["before SMEMBERS", "after SMEMBERS", "before EVAL", "after EVAL"],
        ["before HSET", "after HSET", "before HDEL", "after HDEL"],
        () => RedisGrabberWorld.CreateAsync(server));
}
