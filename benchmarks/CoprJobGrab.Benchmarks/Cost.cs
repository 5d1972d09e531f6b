using System.Globalization;
using StackExchange.Redis;

namespace CoprJobGrab.Benchmarks;

/// <summary>What one run took, in milliseconds.</summary>
/// <param name="Elapsed">By the clock.</param>
/// <param name="Own">Of the CPU, by the process that ran.</param>
/// <param name="Redis">Of the CPU, by Redis.</param>
internal sealed record Cost(double Elapsed, double Own, double Redis)
{
    /// <summary>Measures a run in this process.</summary>
    public static async Task<Cost> OfAsync(IServer redis, Func<Task> run)
    {
        var server = await CpuAsync(redis);
        var (own, started) = (Environment.CpuUsage.TotalTime, TimeProvider.System.GetTimestamp());
        await run();
        var elapsed = TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
        return new Cost(elapsed, (Environment.CpuUsage.TotalTime - own).TotalMilliseconds, await CpuAsync(redis) - server);
    }

    /// <summary>What Redis has used of the CPU since its start.</summary>
    public static async Task<double> CpuAsync(IServer redis) =>
        (await redis.InfoAsync("cpu")).SelectMany(section => section).Where(line => line.Key is "used_cpu_sys" or "used_cpu_user")
            .Sum(line => 1000 * double.Parse(line.Value, CultureInfo.InvariantCulture));
}
