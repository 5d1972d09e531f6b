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

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    public static async Task MeasureAsync(Figures figures, BenchGround ground, IReadOnlyList<int> sizes)
    {
        foreach (var size in sizes)
        {
            await ground.Server.FlushAllDatabasesAsync();
            figures.Add($"steady.{size}.", await ChildProcess.StartOwn("run-steady", $"{size}", ground.Url, ground.Redis).LinesAsync());
        }
    }

    public static async Task<int> RunAsync(int size, string url, string redis)
    {
        await using var connection = await BenchGround.ConnectAsync(redis);
        var server = connection.GetServers()[0];
        await using var grabber = new BenchGrabber(url, redis) { Interval = TimeSpan.FromMilliseconds(1) };
        using var frontend = new HttpClient();
        var figures = new Figures();
        await grabber.PollAsync(1, expectEnqueued: 1, expectKept: 0);
        var memory = new MemoryPeak();
        await grabber.PollAsync(size, expectEnqueued: size - 1, expectKept: 1);
        figures.Add("first-mib", memory.Take());

        Task<Cost> WarmAsync() => Cost.OfAsync(server, () => grabber.PollAsync(size, expectEnqueued: 0, expectKept: size));
        await UncountedAsync(WarmAsync);
        figures.Add("warm-mib", memory.Take());

        var farm = new SteadyFarm(size, connection.GetDatabase());
        async Task<Cost> SteadyAsync()
        {
            await farm.GoOnAsync();
            await ListAsync(frontend, new Uri($"{url}/{size}/"), farm.Listed);
            return await Cost.OfAsync(server, () => grabber.PollAsync(size, expectEnqueued: farm.Gone, expectKept: size - farm.Gone));
        }

        await UncountedAsync(SteadyAsync);
        memory.Take();
        await server.ConfigSetAsync("latency-tracking-info-percentiles", "100");
        await server.ConfigResetStatisticsAsync();
        figures.Add("steady", await CountedAsync(SteadyAsync));
        figures.Add("longest", await LongestAsync(server));
        figures.Add("steady-mib", memory.Take());
        figures.Add("warm", await CountedAsync(WarmAsync));
        return Run.Print(figures.Lines);
    }

    private static async Task UncountedAsync(Func<Task> run)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var round = 0; round < Uncounted || TimeProvider.System.GetElapsedTime(started) < WarmUp; round++)
        {
            await run();
        }
    }

    private static async Task<List<Cost>> CountedAsync(Func<Task<Cost>> run)
    {
        var costs = new List<Cost>();
        while (costs.Count < Rounds)
        {
            costs.Add(await run());
        }

        return costs;
    }

    /// <summary>The longest that Redis served nobody else; a transaction counts as a whole.</summary>
    private static async Task<double> LongestAsync(IServer server) =>
        (await server.InfoAsync("latencystats")).SelectMany(section => section)
            .Max(command => double.Parse(command.Value["p100=".Length..], CultureInfo.InvariantCulture)) / 1000;

    /// <summary>Has the frontend list these builds.</summary>
    private static async Task ListAsync(HttpClient frontend, Uri address, IReadOnlyList<int> builds)
    {
        using var content = new ByteArrayContent(MemoryMarshal.AsBytes<int>(builds.ToArray()).ToArray());
        (await frontend.PutAsync(address, content)).EnsureSuccessStatusCode().Dispose();
    }
}
