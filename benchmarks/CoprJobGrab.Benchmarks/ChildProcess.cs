using System.Diagnostics;

namespace CoprJobGrab.Benchmarks;

/// <summary>Other processes.</summary>
internal static class ChildProcess
{
    public static Process Start(string program, params IEnumerable<string> arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    /// <summary>Starts this program once more.</summary>
    public static Process StartOwn(params IEnumerable<string> arguments) => Start(Environment.ProcessPath!, arguments);

    /// <summary>Runs a process to its end and reads its lines.</summary>
    public static async Task<IReadOnlyList<string>> LinesAsync(this Process process)
    {
        using (process)
        {
            var errors = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0
                ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                : throw new InvalidOperationException($"{string.Join(' ', process.StartInfo.ArgumentList)} failed: {output}{await errors}");
        }
    }
}
