using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace CoprJobGrab.Benchmarks;

/// <summary>The first poll of a fresh process of the console host, published in each of the ways that hosts have.</summary>
internal static class FreshRow
{
    private const int Rounds = 5;

    private static readonly (string Name, string[] Properties)[] Ways =
    [
        ("compiled while it runs", ["-p:PublishAot=false", "-p:PublishReadyToRun=false", "-p:TieredPGO=true"]),
        ("compiled beforehand", ["-p:PublishAot=false"]),
        ("native", []),
    ];

    public static async Task PrintAsync(IReadOnlyList<int> sizes, string url, string redis)
    {
        var folder = Directory.CreateTempSubdirectory("coprjobgrab-fresh-");
        try
        {
            foreach (var (name, properties) in Ways)
            {
                var target = Path.Combine(folder.FullName, name);
                await RunAsync("dotnet", ["publish", FindProject(), "-c", "Release", "-o", target, .. properties, "-v", "quiet", "-nologo"]);
            }

            Console.WriteLine();
            Console.WriteLine("| fresh process | builds | first poll ms (lowest, highest) | CPU ms of the whole process | / compiled while it runs |");
            Console.WriteLine("|---|---|---|---|---|");
            foreach (var size in sizes)
            {
                await PrintAsync(size, folder.FullName, url, redis);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task PrintAsync(int size, string folder, string url, string redis)
    {
        var polls = Ways.ToDictionary(way => way.Name, _ => new List<(double Milliseconds, double Cpu)>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (name, _) in Ways)
            {
                await Table.FlushAsync(redis);
                polls[name].Add(await PollAsync(Path.Combine(folder, name, "CoprJobGrab.ConsoleHost"), size, url, redis));
            }
        }

        var compiling = Middle(polls[Ways[0].Name].Select(poll => poll.Milliseconds));
        foreach (var (name, _) in Ways)
        {
            var times = polls[name].Select(poll => poll.Milliseconds).ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {size:N0} | {Middle(times):F0} ({times.Min():F0}, {times.Max():F0}) | {Middle(polls[name].Select(poll => poll.Cpu)):F0} | "
                    + $"{Middle(times) / compiling:F2} |"));
        }
    }

    private static async Task<(double Milliseconds, double Cpu)> PollAsync(string program, int size, string url, string redis)
    {
        var before = ChildrenCpu();
        var line = await RunAsync(
            program, "run", "--frontend", $"{url}/{size}", "--protocol", "waiting", "--group", "0=x86_64,i386", "--redis", redis, "--cycles", "1", "--json");
        using var cycle = JsonDocument.Parse(line);
        return cycle.RootElement.GetProperty("enqueued").GetInt32() == size
            ? (cycle.RootElement.GetProperty("elapsed_ms").GetDouble(), (ChildrenCpu() - before).TotalMilliseconds)
            : throw new InvalidOperationException($"The poll went wrong: {line}");
    }

    private static double Middle(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);

    /// <summary>The time of all processes that were started here and have ended, which the framework does not tell; in hundredths of a second.</summary>
    private static TimeSpan ChildrenCpu()
    {
        const int user = 13, ticksPerSecond = 100;
        var fields = File.ReadAllText("/proc/self/stat").Split(") ")[1].Split(' ');
        return TimeSpan.FromSeconds(
            (double.Parse(fields[user], CultureInfo.InvariantCulture) + double.Parse(fields[user + 1], CultureInfo.InvariantCulture)) / ticksPerSecond);
    }

    private static string FindProject()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CoprJobGrab.Library.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Run the benchmarks from inside the repository.");
        }

        return Path.Combine(folder, "samples", "CoprJobGrab.ConsoleHost");
    }

    private static async Task<string> RunAsync(string program, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {output}{await errors}");
    }
}
