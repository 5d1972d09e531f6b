using System.Diagnostics;
using System.Globalization;

namespace CoprJobGrab.Benchmarks;

/// <summary>Another process of this program.</summary>
internal static class ChildProcess
{
    public static Process Start(params IEnumerable<string> arguments) => Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    /// <summary>Runs it to its end and reads its lines, each a name and a number.</summary>
    public static async Task<Dictionary<string, double>> RunAsync(params IEnumerable<string> arguments)
    {
        using var process = Start(arguments);
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
                line.Split(' ')).ToDictionary(parts => parts[0], parts => double.Parse(parts[1], CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"{string.Join(' ', arguments)} failed.");
    }
}
