using System.Diagnostics;
using CoprJobGrab.Testing;

namespace CoprJobGrab.TestKit;

/// <summary>A program as a user starts it: real arguments, real streams, real signals. It is ended, by its own id, when the test is done with it.</summary>
public sealed class ProgramRun : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly Task _reading;
    private readonly Recording<string> _output = new();
    private readonly Recording<string> _errors = new();

    private ProgramRun(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(
            ReadAsync(process.StandardOutput, line => { _output.Add(line); }),
            ReadAsync(process.StandardError, line => { _errors.Add(line); }));
    }

    /// <summary>The lines of standard output so far.</summary>
    public IReadOnlyList<string> Output => _output.Items;

    /// <summary>Standard error so far.</summary>
    public string Errors => string.Join('\n', _errors.Items);

    public int Id => _process.Id;

    public static ProgramRun Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new ProgramRun(process);
    }

    /// <summary>Waits for so many lines of standard output.</summary>
    public Task WaitForLinesAsync(int count) => _output.WaitForCountAsync(count, Deadline);

    /// <summary>Waits for a line of standard output like this, past or to come.</summary>
    public Task<string> WaitForLineAsync(Func<string, bool> matches) => _output.WaitForAsync(matches, Deadline);

    /// <summary>Waits for a line of standard error like this, past or to come.</summary>
    public Task<string> WaitForErrorAsync(Func<string, bool> matches) => _errors.WaitForAsync(matches, Deadline);

    /// <summary>Sends a signal by name, such as TERM.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits for its end and gives its exit code.</summary>
    public async Task<int> WaitForEndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Deadline, TimeProvider.System);
        await _reading;
        return _process.ExitCode;
    }

    /// <summary>Waits until it has exited and gives its exit code; what it started may still hold its streams open.</summary>
    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Deadline, TimeProvider.System);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static async Task ReadAsync(StreamReader reader, Action<string> keep)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            keep(line);
        }
    }
}
