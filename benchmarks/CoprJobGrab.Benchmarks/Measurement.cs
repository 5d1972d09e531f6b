using System.Globalization;
using StackExchange.Redis;

namespace CoprJobGrab.Benchmarks;

/// <summary>
/// Measures one size in a process of its own: polls and floors take turns, so that whatever the machine does meets both. Rounds that come before the code is
/// compiled for good are not counted, but for the first poll of all.
/// </summary>
internal static class Measurement
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(int size, int rounds, string url, string redis)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{redis},allowAdmin=true");
        await using var grabber = new BenchGrabber(url, redis);
        using var floors = new Floors(size, url, connection);
        var first = await grabber.PollAsync(size, expectEnqueued: size, expectKept: 0);
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < WarmUp)
        {
            await RoundAsync(size, connection, grabber, floors);
        }

        var counted = new List<Dictionary<string, TimeSpan>>();
        while (counted.Count < rounds)
        {
            counted.Add(await RoundAsync(size, connection, grabber, floors));
        }

        Print("first", [first]);
        foreach (var name in counted[0].Keys)
        {
            Print(name, [.. counted.Select(round => round[name])]);
        }

        return 0;
    }

    private static async Task<Dictionary<string, TimeSpan>> RoundAsync(int size, ConnectionMultiplexer connection, BenchGrabber grabber, Floors floors)
    {
        await connection.GetServers()[0].FlushAllDatabasesAsync();
        await grabber.LeadAnewAsync();
        return new()
        {
            ["cold"] = await grabber.PollAsync(size, expectEnqueued: size, expectKept: 0),
            ["warm"] = await BestOfThreeAsync(() => grabber.PollAsync(size, expectEnqueued: 0, expectKept: size)),
            ["read"] = await BestOfThreeAsync(floors.ReadAsync),
            ["push"] = await floors.PushAsync(),
            ["ping"] = await connection.GetDatabase().PingAsync(),
        };
    }

    private static async Task<TimeSpan> BestOfThreeAsync(Func<Task<TimeSpan>> measure)
    {
        var times = new[] { await measure(), await measure(), await measure() };
        return times.Min();
    }

    private static void Print(string name, IReadOnlyList<TimeSpan> times) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {times.Order().ElementAt(times.Count / 2).TotalMilliseconds}"));
}
