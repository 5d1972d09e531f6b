using System.Globalization;
using System.Runtime.InteropServices;
using StackExchange.Redis;

namespace CoprJobGrab.Benchmarks;

/// <summary>
/// A farm in its steady state, in a process of its own: before each poll a hundredth of the tasks goes, half of it popped and half of it waiting, and as many
/// come. A poll withdraws what the poll before had missed.
/// </summary>
internal static class SteadyRow
{
    private const int Uncounted = 5;
    private const int Rounds = 10;

    public static async Task PrintAsync(IReadOnlyList<int> sizes, string url, string redis)
    {
        Console.WriteLine();
        Console.WriteLine("| builds | steady ms (lowest, highest) | warm ms | steady / warm | its CPU ms | Redis's CPU ms | longest command of Redis ms | "
            + "peak above idle MiB | peak / body |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var size in sizes)
        {
            await Table.FlushAsync(redis);
            var measured = await ChildProcess.RunAsync("steady", $"{size}", url, redis);
            var body = BenchBuilds.WaitingBody(Enumerable.Range(0, size)).Length;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {size:N0} | {measured["steady"]:F1} ({measured["lowest"]:F1}, {measured["highest"]:F1}) | {measured["warm"]:F1} | "
                    + $"{measured["steady"] / measured["warm"]:F2} | {measured["cpu"]:F1} | {measured["redis"]:F1} | {measured["longest"]:F1} | "
                        + $"{measured["above-idle-kib"] / 1024:F1} | {measured["above-idle-kib"] * 1024 / body:F2} |"));
        }
    }

    public static async Task<int> RunAsync(int size, string url, string redis)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{redis},allowAdmin=true");
        await using var grabber = new BenchGrabber(url, redis) { Interval = TimeSpan.FromMilliseconds(1) };
        using var frontend = new HttpClient();
        await grabber.PollAsync(1, expectEnqueued: 1, expectKept: 0);
        var idle = MemoryMeasurement.Kilobytes("VmRSS:");
        await grabber.PollAsync(size, expectEnqueued: size - 1, expectKept: 1);
        var farm = new SteadyFarm(size, connection.GetDatabase());
        await connection.GetServers()[0].ConfigSetAsync("slowlog-log-slower-than", "500");
        await connection.GetServers()[0].SlowlogResetAsync();

        var (steady, cpu, redisCpu) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Uncounted + Rounds; round++)
        {
            await farm.GoOnAsync();
            await ListAsync(frontend, new Uri($"{url}/{size}/"), farm.Listed);
            var (ownBefore, redisBefore) = (Environment.CpuUsage.TotalTime, await RedisCpuAsync(connection));
            var elapsed = await grabber.PollAsync(size, expectEnqueued: farm.Gone, expectKept: size - farm.Gone);
            if (round >= Uncounted)
            {
                steady.Add(elapsed.TotalMilliseconds);
                cpu.Add((Environment.CpuUsage.TotalTime - ownBefore).TotalMilliseconds);
                redisCpu.Add(await RedisCpuAsync(connection) - redisBefore);
            }
        }

        var longest = (await connection.GetServers()[0].SlowlogGetAsync(1000)).Select(entry => entry.Duration.TotalMilliseconds).DefaultIfEmpty().Max();
        var warm = new List<double>();
        for (var round = 0; round < Uncounted + Rounds; round++)
        {
            warm.Add((await grabber.PollAsync(size, expectEnqueued: 0, expectKept: size)).TotalMilliseconds);
        }

        Print("steady", Middle(steady));
        Print("lowest", steady.Min());
        Print("highest", steady.Max());
        Print("warm", Middle(warm[Uncounted..]));
        Print("cpu", Middle(cpu));
        Print("redis", Middle(redisCpu));
        Print("longest", longest);
        Print("above-idle-kib", MemoryMeasurement.Kilobytes("VmHWM:") - idle);
        return 0;
    }

    /// <summary>Has the frontend list these builds.</summary>
    private static async Task ListAsync(HttpClient frontend, Uri address, IReadOnlyList<int> builds)
    {
        using var content = new ByteArrayContent(MemoryMarshal.AsBytes<int>(builds.ToArray()).ToArray());
        (await frontend.PutAsync(address, content)).EnsureSuccessStatusCode().Dispose();
    }

    private static async Task<double> RedisCpuAsync(ConnectionMultiplexer connection)
    {
        var cpu = (await connection.GetServers()[0].InfoAsync("cpu"))[0].ToDictionary(field => field.Key, field => field.Value);
        return 1000 * (double.Parse(cpu["used_cpu_sys"], CultureInfo.InvariantCulture) + double.Parse(cpu["used_cpu_user"], CultureInfo.InvariantCulture));
    }

    private static double Middle(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Print(string name, double value) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value}"));
}
