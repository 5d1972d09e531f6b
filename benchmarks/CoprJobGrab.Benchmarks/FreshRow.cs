using System.Text.Json;

namespace CoprJobGrab.Benchmarks;

/// <summary>The first poll of a fresh process and the ones after it: of the console host, published in each way, and of other grabbers.</summary>
internal static class FreshRow
{
    private const int Polls = 3;

    public static async Task MeasureAsync(Figures figures, BenchGround ground, IReadOnlyList<int> sizes)
    {
        var hosts = await PublishedHosts.PublishAsync();
        var bull = await BullPeer.InstallAsync();
        foreach (var size in sizes)
        {
            var url = $"{ground.Url}/{size}";
            var port = ground.Redis.Split(':')[1];
            var own = hosts.Select(host => new Way(
                host.Way, Math.Clamp(500_000 / size, 1, 5), host.Program, [.. PublishedHosts.Arguments(url, ground.Redis, "0.2"), "--cycles", $"{Polls}"]));
            var rounds = Math.Clamp(30_000 / size, 1, 5);
            Way[] others =
            [
                new("naive", rounds, Environment.ProcessPath!, ["naive", url, ground.Redis, $"{Polls}"]),
                new("python", rounds, "python3", [Path.Combine(AppContext.BaseDirectory, "Python", "grabber.py"), url, port, $"{Polls}"]),
                .. bull is null ? Array.Empty<Way>() : [new("bullmq", rounds, "node", [Path.Combine(bull, "grabber.js"), url, port, $"{Polls}"])],
            ];
            await MeasureAsync(figures, ground, size, [.. own, .. others]);
        }
    }

    private static async Task MeasureAsync(Figures figures, BenchGround ground, int size, IReadOnlyList<Way> ways)
    {
        var runs = ways.ToDictionary(way => way.Name, _ => new List<(Cost First, double Next)>());
        for (var round = 0; round < ways.Max(way => way.Rounds); round++)
        {
            foreach (var way in ways.Where(way => round < way.Rounds))
            {
                runs[way.Name].Add(await RunAsync(way, ground, size));
            }
        }

        foreach (var (name, measured) in runs)
        {
            figures.Add($"fresh.{name}.{size}.first", [.. measured.Select(run => run.First)]);
            figures.Add($"fresh.{name}.{size}.next", measured.Median(run => run.Next));
        }
    }

    private static async Task<(Cost First, double Next)> RunAsync(Way way, BenchGround ground, int size)
    {
        await ground.Server.FlushAllDatabasesAsync();
        var redis = await Cost.CpuAsync(ground.Server);
        using var process = ChildProcess.Start(way.Program, way.Arguments);
        var errors = process.StandardError.ReadToEndAsync();
        async Task<double> PolledAsync(int enqueued)
        {
            var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"{way.Name} has ended: {await errors}");
            using var poll = JsonDocument.Parse(line);
            return poll.RootElement.GetProperty("enqueued").GetInt32() == enqueued
                ? poll.RootElement.GetProperty("elapsed_ms").GetDouble()
                : throw new InvalidOperationException($"The poll of {way.Name} went wrong: {line}");
        }

        var first = await PolledAsync(size);
        // The process waits for its next poll.
        var cost = new Cost(first, process.TotalProcessorTime.TotalMilliseconds, await Cost.CpuAsync(ground.Server) - redis);
        var next = double.MaxValue;
        for (var poll = 1; poll < Polls; poll++)
        {
            next = Math.Min(next, await PolledAsync(0));
        }

        await process.WaitForExitAsync();
        return (cost, next);
    }

    private sealed record Way(string Name, int Rounds, string Program, string[] Arguments);
}
