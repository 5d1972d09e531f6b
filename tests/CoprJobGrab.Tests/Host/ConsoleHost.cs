using CoprJobGrab.TestKit;

namespace CoprJobGrab.Tests.Host;

/// <summary>The built console host.</summary>
internal static class ConsoleHost
{
#if DEBUG
    public const string Configuration = "Debug";
#else
    public const string Configuration = "Release";
#endif

    private const string Program = "CoprJobGrab.ConsoleHost.dll";

    public static string Folder { get; } = RepositoryRoot.File("samples", "CoprJobGrab.ConsoleHost", "bin", Configuration, "net10.0");

    public static ProgramRun Start(params IEnumerable<string> arguments) => Start(null, arguments);

    public static ProgramRun Start(IReadOnlyDictionary<string, string>? environment, params IEnumerable<string> arguments) =>
        ProgramRun.Start("dotnet", [Path.Combine(Folder, Program), .. arguments], environment);

    /// <summary>Copies it. A program that is compiled ahead of time takes no startup hook, and so does not the built one, but the copy does.</summary>
    public static void CopyWithHooks(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(Folder))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        var settings = Path.Combine(folder, "CoprJobGrab.ConsoleHost.runtimeconfig.json");
        File.WriteAllText(settings, File.ReadAllText(settings).Replace(
            "\"System.StartupHookProvider.IsSupported\": false", "\"System.StartupHookProvider.IsSupported\": true", StringComparison.Ordinal));
    }

    /// <summary>A copy of it.</summary>
    public static ProgramRun StartFrom(string folder, IEnumerable<string> arguments) =>
        ProgramRun.Start("dotnet", [Path.Combine(folder, Program), .. arguments]);
}
