using System.Diagnostics;

namespace CoprJobGrab.Benchmarks;

/// <summary>What the console host costs that knows every build and polls each second, after its first minute: all ways at the same time.</summary>
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
        var processes = new Dictionary<string, Process>();
        try
        {
            foreach (var (database, (way, program)) in hosts.Index())
            {
                var process = processes[way] = ChildProcess.Start(
                    program, PublishedHosts.Arguments($"{ground.Url}/{Builds}", $"{ground.Redis},defaultDatabase={database}", "1"));
                _ = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            }

            await Task.Delay(Counted, TimeProvider.System);
            var before = processes.ToDictionary(one => one.Key, one => one.Value.TotalProcessorTime);
            await Task.Delay(Counted, TimeProvider.System);
            foreach (var (way, process) in processes)
            {
                process.Refresh();
                figures.Add($"idle.{way}.percent", 100 * (process.TotalProcessorTime - before[way]) / Counted);
            }
        }
        finally
        {
            foreach (var process in processes.Values)
            {
                process.Kill();
                await process.WaitForExitAsync();
                process.Dispose();
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
