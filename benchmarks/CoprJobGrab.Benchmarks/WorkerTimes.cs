using System.Globalization;
using StackExchange.Redis;

namespace CoprJobGrab.Benchmarks;

/// <summary>What one run of a worker took, in milliseconds.</summary>
/// <param name="Elapsed">By the clock.</param>
/// <param name="Own">Of the worker's CPU.</param>
/// <param name="Redis">Of Redis's CPU.</param>
internal sealed record WorkerTimes(double Elapsed, double Own, double Redis)
{
    /// <summary>Measures a run in this process.</summary>
    public static async Task<WorkerTimes> OfAsync(IServer redis, Func<Task> run)
    {
        var server = await CpuAsync(redis);
        var (own, started) = (Environment.CpuUsage.TotalTime, TimeProvider.System.GetTimestamp());
        await run();
        var elapsed = TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
        return new WorkerTimes(elapsed, (Environment.CpuUsage.TotalTime - own).TotalMilliseconds, await CpuAsync(redis) - server);
    }

    private static async Task<double> CpuAsync(IServer redis) =>
        (await redis.InfoAsync("cpu")).SelectMany(section => section).Where(line => line.Key is "used_cpu_sys" or "used_cpu_user")
            .Sum(line => 1000 * double.Parse(line.Value, CultureInfo.InvariantCulture));
}
