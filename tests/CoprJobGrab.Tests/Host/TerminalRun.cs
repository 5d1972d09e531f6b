using System.Text.RegularExpressions;
using CoprJobGrab.TestKit;

namespace CoprJobGrab.Tests.Host;

/// <summary>The built console host on a pseudo terminal.</summary>
internal sealed partial class TerminalRun : IAsyncDisposable
{
    private readonly ProgramRun _script;

    private TerminalRun(ProgramRun script) => _script = script;

    /// <summary>All that it wrote so far, as a terminal gets it.</summary>
    public string Written => string.Join('\n', _script.Output.Skip(1));

    /// <summary>The lines so far as they were written, without colours; one that was taken away again is there too.</summary>
    public IReadOnlyList<string> Lines => [.. _script.Output.Skip(1).Select(line => Escape().Replace(line, "").TrimEnd())];

    public static TerminalRun Start(int columns, IReadOnlyDictionary<string, string>? environment, params IEnumerable<string> arguments)
    {
        var host = $"exec dotnet '{Path.Combine(ConsoleHost.Folder, "CoprJobGrab.ConsoleHost.dll")}'";
        var variables = string.Concat((environment ?? new Dictionary<string, string>()).Select(variable => $"{variable.Key}='{variable.Value}' "));
        // The tests themselves may be told to run without colours.
        var line = $"stty cols {columns} rows 30; echo $$; unset NO_COLOR; export TERM=xterm-256color {variables}; "
            + $"{host} {string.Join(' ', arguments.Select(argument => $"'{argument}'"))}";
        return new TerminalRun(ProgramRun.Start("script", ["-qec", line, "/dev/null"]));
    }

    public Task WaitForLineAsync(Func<string, bool> matches) => _script.WaitForLineAsync(line => matches(Escape().Replace(line, "")));

    public async Task SignalAsync(string signal)
    {
        await _script.WaitForLinesAsync(1);
        using var kill = System.Diagnostics.Process.Start("kill", [$"-{signal}", _script.Output[0].Trim()]);
        await kill.WaitForExitAsync();
    }

    public Task<int> WaitForEndAsync() => _script.WaitForEndAsync();

    public ValueTask DisposeAsync() => _script.DisposeAsync();

    [GeneratedRegex(@"\e\[[0-9;?]*[A-Za-z]|\e[=>]|\r")]
    private static partial Regex Escape();
}
