using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace CoprJobGrab.Benchmarks;

/// <summary>The first poll of 1,000 builds in a fresh process of the console host, published as a native program.</summary>
internal static class AotRow
{
    private const int Size = 1_000;
    private const int Rounds = 7;

    public static async Task PrintAsync(string url, string redis)
    {
        var folder = Directory.CreateTempSubdirectory("coprjobgrab-aot-");
        try
        {
            await RunAsync("dotnet", "publish", FindProject(), "-c", "Release", "-o", folder.FullName, "-v", "quiet", "-nologo");
            var polls = new List<double>();
            for (var round = 0; round < Rounds; round++)
            {
                await Table.FlushAsync(redis);
                var line = await RunAsync(
                    Path.Combine(folder.FullName, "CoprJobGrab.ConsoleHost"), "run", "--frontend", $"{url}/{Size}", "--protocol", "waiting", "--group",
                    "0=x86_64,i386", "--redis", redis, "--cycles", "1", "--json");
                using var cycle = JsonDocument.Parse(line);
                if (cycle.RootElement.GetProperty("enqueued").GetInt32() != Size)
                {
                    throw new InvalidOperationException($"The poll went wrong: {line}");
                }

                polls.Add(cycle.RootElement.GetProperty("elapsed_ms").GetDouble());
            }

            Console.WriteLine();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"First poll of {Size:N0} in a fresh native process: "
                + $"{polls.Order().ElementAt(Rounds / 2):F1} ms (lowest {polls.Min():F1}, highest {polls.Max():F1})."));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
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
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {output}");
    }
}
