using System.Globalization;
using System.Text;
using CoprJobGrab.TestKit;
using Microsoft.Extensions.DependencyInjection;
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
        var services = new ServiceCollection().AddLogging();
        services.AddCoprJobGrab(options =>
            {
                options.Frontend.Url = new Uri("http://127.0.0.1");
                options.AddGroup("0", "x86_64", "i386").AddGroup("1", "aarch64");
            })
            .UseRedis(server.Address);
        await using var provider = services.BuildServiceProvider();
        var queue = provider.GetRequiredService<IBuildQueue>();
        await FillAsync(queue);

        var (observed, floor) = (new List<double>(), new List<double>());
        var database = connection.GetDatabase();
        long downloaded = 0;
        for (var round = 0; round < Uncounted + Rounds; round++)
        {
            var before = round == Uncounted ? await OutputBytesAsync(connection) : 0;
            var started = TimeProvider.System.GetTimestamp();
            var state = await queue.ObserveAsync(CancellationToken.None);
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

    private static async Task FillAsync(IBuildQueue queue)
    {
        var state = await queue.ObserveAsync(CancellationToken.None);
        var plans = Enumerable.Range(0, Groups).Select(group => new GroupPlan(
            $"{group}",
            [.. Enumerable.Range(0, Claims / Groups).Select(
                index => BuildTask.Parse(Encoding.UTF8.GetBytes(BenchBuilds.Record((index * Groups) + group)), index))],
            []));
        await queue.ApplyAsync(CoprJobGrab.Testing.Plans.Of(state, [.. plans]), CancellationToken.None);
    }

    // What the server has sent to all of its clients; the answer to asking is counted when it is asked again.
    private static async Task<long> OutputBytesAsync(ConnectionMultiplexer connection)
    {
        var stats = await connection.GetServers()[0].InfoAsync("stats");
        return long.Parse(stats.SelectMany(section => section).First(line => line.Key == "total_net_output_bytes").Value, CultureInfo.InvariantCulture);
    }
}
