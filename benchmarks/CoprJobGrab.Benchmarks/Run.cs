using System.Runtime.InteropServices;

namespace CoprJobGrab.Benchmarks;

/// <summary>Measures parts of the benchmark: their figures are kept, and their tables printed as <c>docs/benchmarks.md</c> has them.</summary>
internal static class Run
{
    /// <summary>The parts that are measured for each size of list.</summary>
    private static readonly Dictionary<string, Func<Figures, BenchGround, IReadOnlyList<int>, Task>> Sized = new()
    {
        ["polls"] = PollRow.MeasureAsync,
        ["fresh"] = FreshRow.MeasureAsync,
        ["steady"] = SteadyRow.MeasureAsync,
    };

    private static readonly Dictionary<string, Func<Figures, Task>> Others = new()
    {
        ["observe"] = ObservationRow.MeasureAsync,
        ["plan"] = PlanAsync,
        ["idle"] = IdleRow.MeasureAsync,
        ["workers"] = WorkerRow.MeasureAsync,
        ["delays"] = WorkerDelays.MeasureAsync,
    };

    public static IEnumerable<string> Parts => [.. Sized.Keys, .. Others.Keys];

    public static async Task<int> MeasureAsync(IReadOnlyList<string> parts, IReadOnlyList<int> sizes)
    {
        Console.WriteLine($"{Environment.ProcessorCount} cores, {ProcessorName()}, .NET {Environment.Version}, {RuntimeInformation.OSDescription}");
        foreach (var part in parts)
        {
            var figures = new Figures();
            if (Sized.TryGetValue(part, out var measure))
            {
                // The steady farm changes the lists of its frontend.
                await using var ground = await BenchGround.StartAsync(sizes);
                await measure(figures, ground, sizes);
            }
            else
            {
                await Others[part](figures);
            }

            Console.WriteLine();
            Print(new Tables(figures.Keep()).Named(part));
        }

        return 0;
    }

    public static int Print(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Console.WriteLine(line);
        }

        return 0;
    }

    private static Task PlanAsync(Figures figures)
    {
        PlanningRow.Measure(figures, 100_000);
        PlanningRow.Measure(figures, 1_000_000);
        return Task.CompletedTask;
    }

    private static string ProcessorName() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            ?? "unknown processor";
}
