using System.Diagnostics;

namespace CoprJobGrab.Benchmarks;

/// <summary>
/// Measures what an idle console host costs: it knows every build, polls each second, and is measured after its first minute. All ways run at once.
/// </summary>
internal static class IdleRow
{
    private const int Builds = 1_000;
    private const int Polls = 200;

    private static readonly TimeSpan Counted = TimeSpan.FromMinutes(1);

    public static async Task MeasureAsync(Figures figures)
    {
        await using var ground = await BenchGround.StartAsync([Builds]);
        figures.Add("idle.allocated-kb", await AllocatedAsync(ground));
        var hosts = await PublishedHosts.PublishAsync();
        await ground.Server.FlushAllDatabasesAsync();
        var running = new List<(string Way, Process Process, Task<string> Output)>();
        try
        {
            foreach (var (database, (way, program)) in hosts.Index())
            {
                var process = ChildProcess.Start(
                    program, PublishedHosts.Arguments($"{ground.Url}/{Builds}", $"{ground.Redis},defaultDatabase={database}", "1"));
                _ = process.StandardError.ReadToEndAsync();
                running.Add((way, process, process.StandardOutput.ReadToEndAsync()));
            }

            // An idle process is measured over real time: one span that is not counted, and one that is.
            await Task.Delay(Counted, TimeProvider.System);
            var before = running.ConvertAll(host => host.Process.TotalProcessorTime);
            await Task.Delay(Counted, TimeProvider.System);
            foreach (var (index, (way, process, _)) in running.Index())
            {
                process.Refresh();
                figures.Add($"idle.{way}.percent", 100 * (process.TotalProcessorTime - before[index]) / Counted);
            }
        }
        finally
        {
            running.ForEach(host => host.Process.Kill());
        }

        foreach (var (way, process, output) in running)
        {
            var polls = (await output).Split('\n').Count(line => line.Contains($"\"kept\":{Builds},", StringComparison.Ordinal));
            process.Dispose();
            if (polls < Counted.TotalSeconds)
            {
                throw new InvalidOperationException($"{way} kept the builds in {polls} polls only.");
            }
        }
    }

    /// <summary>In thousands of bytes, by one poll that finds nothing new.</summary>
    private static async Task<double> AllocatedAsync(BenchGround ground)
    {
        await using var grabber = new BenchGrabber(ground.Url, ground.Redis);
        await grabber.PollAsync(Builds, expectEnqueued: Builds, expectKept: 0);
        var before = 0L;
        for (var poll = -Polls; poll < Polls; poll++)
        {
            before = poll == 0 ? GC.GetTotalAllocatedBytes(precise: true) : before;
            await grabber.PollAsync(Builds, expectEnqueued: 0, expectKept: Builds);
        }

        return (GC.GetTotalAllocatedBytes(precise: true) - before) / 1000.0 / Polls;
    }
}
