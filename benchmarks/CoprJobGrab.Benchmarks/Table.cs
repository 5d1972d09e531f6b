using System.Globalization;
using System.Runtime.InteropServices;
using CoprJobGrab.TestKit;
using StackExchange.Redis;

namespace CoprJobGrab.Benchmarks;

/// <summary>Runs everything and prints the tables of <c>docs/benchmarks.md</c>.</summary>
internal static class Table
{
    public static Task<int> PrintAsync(int[] sizes, int rounds) => PrintAsync(sizes, async (_, url, redis) =>
    {
        Console.WriteLine($"Machine: {Environment.ProcessorCount} cores, {ProcessorName()}, .NET {Environment.Version}, "
            + $"{RuntimeInformation.OSDescription}, redis-server on loopback, persistence off; medians of {rounds}.");
        Console.WriteLine();
        Console.WriteLine("| builds | body MB | cold ms | LPUSH floor ms | read floor ms | cold / floors | warm ms | warm / (1.5 read + ping) | first poll "
            + "of the process ms | peak above idle MiB | peak / body |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var size in sizes)
        {
            await PrintRowAsync(size, rounds, url, redis);
        }

        await ObservationRow.PrintAsync(redis);
        PlanningRow.Print([100_000, 1_000_000]);
        await FreshRow.PrintAsync(sizes, url, redis);
        await SteadyRow.PrintAsync(sizes, url, redis);
    });

    /// <summary>Prints the rows of one kind.</summary>
    public static async Task<int> PrintAsync(int[] sizes, Func<IReadOnlyList<int>, string, string, Task> rows)
    {
        await using var redis = await RedisServer.StartAsync();
        using var frontend = ChildProcess.Start(["serve", .. sizes.Select(size => $"{size}")]);
        try
        {
            await rows(sizes, (await frontend.StandardOutput.ReadLineAsync())!, redis.Address);
            return 0;
        }
        finally
        {
            frontend.StandardInput.Close();
            await frontend.WaitForExitAsync();
        }
    }

    public static async Task<int> ObserveAsync()
    {
        await using var redis = await RedisServer.StartAsync();
        await ObservationRow.PrintAsync(redis.Address);
        return 0;
    }

    private static async Task PrintRowAsync(int size, int rounds, string url, string redis)
    {
        var times = await ChildProcess.RunAsync("measure", $"{size}", $"{rounds}", url, redis);
        await FlushAsync(redis);
        var memory = await ChildProcess.RunAsync("memory", $"{size}", url, redis);
        await FlushAsync(redis);
        var body = BenchBuilds.WaitingBody(Enumerable.Range(0, size)).Length;
        var floors = times["push"] + times["read"];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {size:N0} | {body / 1e6:F1} | {times["cold"]:F1} | {times["push"]:F1} | {times["read"]:F1} | {times["cold"] / floors:F2} | "
                + $"{times["warm"]:F1} | {times["warm"] / ((1.5 * times["read"]) + times["ping"]):F2} | {times["first"]:F1} | "
                    + $"{memory["above-idle-kib"] / 1024:F1} | {memory["above-idle-kib"] * 1024 / body:F2} |"));
    }

    public static async Task FlushAsync(string redis)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{redis},allowAdmin=true");
        await connection.GetServer(redis).FlushAllDatabasesAsync();
    }

    private static string ProcessorName() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            ?? "unknown processor";
}
