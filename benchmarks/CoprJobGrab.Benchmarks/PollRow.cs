using StackExchange.Redis;

namespace CoprJobGrab.Benchmarks;

/// <summary>
/// Polls of a process that runs, of each size in a process of its own: polls and floors take turns, so that whatever the machine does meets both. Rounds that
/// come before the code is compiled for good are not counted.
/// </summary>
internal static class PollRow
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(12);

    public static async Task MeasureAsync(Figures figures, BenchGround ground, IReadOnlyList<int> sizes)
    {
        foreach (var size in sizes)
        {
            await ground.Server.FlushAllDatabasesAsync();
            figures.Add($"polls.{size}.", await ChildProcess.StartOwn("run-polls", $"{size}", ground.Url, ground.Redis).LinesAsync());
        }
    }

    public static async Task<int> RunAsync(int size, string url, string redis)
    {
        await using var connection = await BenchGround.ConnectAsync(redis);
        await using var grabber = new BenchGrabber(url, redis);
        using var floors = new Floors(size, url, connection);
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < WarmUp)
        {
            await RoundAsync(size, connection, grabber, floors);
        }

        var rounds = new List<(string Name, Cost Cost)>();
        for (var round = 0; round < (size > 100_000 ? 1 : 7); round++)
        {
            rounds.AddRange(await RoundAsync(size, connection, grabber, floors));
        }

        var figures = new Figures();
        foreach (var kind in rounds.GroupBy(round => round.Name, round => round.Cost))
        {
            figures.Add(kind.Key, [.. kind]);
        }

        figures.Add("body", floors.BodyBytes);
        return Run.Print(figures.Lines);
    }

    private static async Task<(string Name, Cost Cost)[]> RoundAsync(int size, ConnectionMultiplexer connection, BenchGrabber grabber, Floors floors)
    {
        var server = connection.GetServers()[0];
        await server.FlushAllDatabasesAsync();
        await grabber.LeadAnewAsync();
        return
        [
            ("cold", await Cost.OfAsync(server, () => grabber.PollAsync(size, expectEnqueued: size, expectKept: 0))),
            ("warm", await BestOfThreeAsync(server, () => grabber.PollAsync(size, expectEnqueued: 0, expectKept: size))),
            ("read", await BestOfThreeAsync(server, floors.ReadAsync)),
            ("push", await floors.PushAsync(server)),
            ("ping", await Cost.OfAsync(server, () => connection.GetDatabase().PingAsync())),
        ];
    }

    private static async Task<Cost> BestOfThreeAsync(IServer server, Func<Task> run)
    {
        var costs = new[] { await Cost.OfAsync(server, run), await Cost.OfAsync(server, run), await Cost.OfAsync(server, run) };
        return costs.MinBy(cost => cost.Elapsed)!;
    }
}
