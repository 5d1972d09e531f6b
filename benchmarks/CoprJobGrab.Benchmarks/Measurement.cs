using System.Globalization;
using StackExchange.Redis;

namespace CoprJobGrab.Benchmarks;

/// <summary>Measures one size in a process of its own: polls and floors take turns, so that whatever the machine does meets both.</summary>
internal static class Measurement
{
    public static async Task<int> RunAsync(int size, int rounds, string url, string redis)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{redis},allowAdmin=true");
        var server = connection.GetServer(redis);
        using var floors = new Floors(size, url, connection);
        var results = new Dictionary<string, List<TimeSpan>> { ["first"] = [], ["cold"] = [], ["warm"] = [], ["read"] = [], ["push"] = [], ["ping"] = [] };
        for (var round = 0; round <= rounds; round++)
        {
            await server.FlushAllDatabasesAsync();
            await using var grabber = BenchGrabber.Create(size, url, redis);
            var cold = await grabber.PollAsync(expectEnqueued: size, expectKept: 0);
            var warm = await grabber.PollAsync(expectEnqueued: 0, expectKept: size);
            for (var again = 0; again < 2; again++)
            {
                warm = Min(warm, await grabber.PollAsync(0, size));
            }

            var read = await floors.ReadAsync();
            read = Min(read, await floors.ReadAsync());
            var push = await floors.PushAsync();
            if (round == 0)
            {
                results["first"].Add(cold);
                continue;
            }

            results["cold"].Add(cold);
            results["warm"].Add(warm);
            results["read"].Add(read);
            results["push"].Add(push);
            results["ping"].Add(await connection.GetDatabase().PingAsync());
        }

        foreach (var (name, times) in results)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {Median(times).TotalMilliseconds}"));
        }

        return 0;
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);
}
