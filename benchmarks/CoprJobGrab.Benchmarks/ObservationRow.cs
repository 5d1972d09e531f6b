using System.Globalization;
using System.Text;
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

    public static async Task PrintAsync(string redis)
    {
        await Table.FlushAsync(redis);
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{redis},allowAdmin=true");
        var services = new ServiceCollection().AddLogging();
        services.AddCoprJobGrab(options =>
            {
                options.Frontend.Url = new Uri("http://127.0.0.1");
                options.AddGroup("0", "x86_64", "i386").AddGroup("1", "aarch64");
            })
            .UseRedis(redis);
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

        var (middle, least) = (observed.Order().ElementAt(Rounds / 2), floor.Order().ElementAt(Rounds / 2));
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Observing {Claims:N0} unchanged claims in {Groups} groups: {middle:F2} ms; {Groups} PINGs sent together: {least:F2} ms; "
                + $"sent by Redis meanwhile, the answer to asking for this number included: {downloaded:N0} bytes."));
    }

    private static async Task FillAsync(IBuildQueue queue)
    {
        var state = await queue.ObserveAsync(CancellationToken.None);
        var plans = Enumerable.Range(0, Groups).Select(group => new GroupPlan(
            $"{group}",
            [.. Enumerable.Range(0, Claims / Groups).Select(
                index => BuildTask.Parse(Encoding.UTF8.GetBytes(BenchBuilds.Record((index * Groups) + group)), index))],
            []));
        await queue.ApplyAsync(Plan(state, [.. plans]), CancellationToken.None);
    }

    private static GrabPlan Plan(QueueState observed, IReadOnlyList<GroupPlan> groups) => CoprJobGrab.Testing.Plans.Of(observed, [.. groups]);

    // What the server has sent to all of its clients; the answer to asking is counted when it is asked again.
    private static async Task<long> OutputBytesAsync(ConnectionMultiplexer connection)
    {
        var stats = await connection.GetServers()[0].InfoAsync("stats");
        return long.Parse(stats.SelectMany(section => section).First(line => line.Key == "total_net_output_bytes").Value, CultureInfo.InvariantCulture);
    }
}
