using CoprJobGrab.TestKit;

namespace CoprJobGrab.Tests.Host;

/// <summary>The .NET command line.</summary>
internal static class DotNet
{
    /// <summary>The tests' own build must not leak into the builds that they make.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } =
        new Dictionary<string, string> { ["CI"] = "", ["MSBUILDDISABLENODEREUSE"] = "1", ["DOTNET_CLI_UI_LANGUAGE"] = "en" };

    /// <summary>Runs it to its end and gives everything that it printed.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string folder, params IEnumerable<string> arguments)
    {
        await using var run = ProgramRun.Start("dotnet", arguments, Environment, folder);
        var exitCode = await run.WaitForEndAsync();
        return (exitCode, $"{string.Join('\n', run.Output)}\n{run.Errors}");
    }
}
