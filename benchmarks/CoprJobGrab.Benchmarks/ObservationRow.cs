using System.Globalization;
using CoprJobGrab.TestKit;
using StackExchange.Redis;

namespace CoprJobGrab.Benchmarks;

/// <summary>Observing the claims of two groups when nothing changed, beside one PING for each group, sent together.</summary>
internal static class ObservationRow
{
    private const int Claims = 100_000;
    private const int Groups = 2;
    private const int Uncounted = 2_000;
    private const int Rounds = 2_001;

    public static async Task MeasureAsync(Figures figures)
    {
        await using var server = await RedisServer.StartAsync();
        await using var connection = await BenchGround.ConnectAsync(server.Address);
        await using var farm = new WorkerFarm(server.Address, "1");
        await farm.PushAsync(Enumerable.Range(0, Claims / Groups));
        await farm.PushAsync(Enumerable.Range(Claims / Groups, Claims / Groups), "1");

        var (observed, floor) = (new List<double>(), new List<double>());
        var database = connection.GetDatabase();
        long downloaded = 0;
        for (var round = 0; round < Uncounted + Rounds; round++)
        {
            var before = round == Uncounted ? await OutputBytesAsync(connection) : 0;
            var started = TimeProvider.System.GetTimestamp();
            var state = await farm.Queue.ObserveAsync(CancellationToken.None);
            var elapsed = TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
            downloaded = round == Uncounted ? await OutputBytesAsync(connection) - before : downloaded;
            if (state.Claims.Count != Claims)
            {
                throw new InvalidOperationException($"{state.Claims.Count} claims were observed.");
            }

            started = TimeProvider.System.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, Groups).Select(_ => database.PingAsync()));
            var pings = TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
            if (round >= Uncounted)
            {
                observed.Add(elapsed);
                floor.Add(pings);
            }
        }

        figures.Add("observe.ms", observed.Median());
        figures.Add("observe.pings.ms", floor.Median());
        figures.Add("observe.bytes", downloaded);
    }

    // What the server has sent to all of its clients; the answer to asking is counted when it is asked again.
    private static async Task<long> OutputBytesAsync(ConnectionMultiplexer connection)
    {
        var stats = await connection.GetServers()[0].InfoAsync("stats");
        return long.Parse(stats.SelectMany(section => section).First(line => line.Key == "total_net_output_bytes").Value, CultureInfo.InvariantCulture);
    }
}
