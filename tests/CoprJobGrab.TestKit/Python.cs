using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace CoprJobGrab.TestKit;

/// <summary>The machine's own <c>python3</c>, which says what Python writes. Without it the test fails.</summary>
public static class Python
{
    /// <summary>Runs a script, gives it the lines on standard input and returns the lines of its standard output.</summary>
    public static async Task<string[]> RunAsync(string script, IEnumerable<byte[]> lines, params string[] arguments)
    {
        var start = new ProcessStartInfo("python3", [script, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var process = Start(start);
        var output = process.StandardOutput.ReadToEndAsync();
        foreach (var line in lines)
        {
            await process.StandardInput.BaseStream.WriteAsync(line);
            process.StandardInput.BaseStream.WriteByte((byte)'\n');
        }

        process.StandardInput.Close();
        var answered = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? answered : throw new InvalidOperationException($"python3 {script} ended with exit code {process.ExitCode}.");
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception fault)
        {
            throw new InvalidOperationException("The tests need python3 on the PATH; ./test.sh installs it.", fault);
        }
    }
}
