using CoprJobGrab.TestKit;
using CoprJobGrab.Tests.Repository;

namespace CoprJobGrab.Tests.Host;

/// <summary>The built console host.</summary>
internal static class ConsoleHost
{
#if DEBUG
    public const string Configuration = "Debug";
#else
    public const string Configuration = "Release";
#endif

    private static readonly string Program =
        RepositoryRoot.File("samples", "CoprJobGrab.ConsoleHost", "bin", Configuration, "net10.0", "CoprJobGrab.ConsoleHost.dll");

    public static ProgramRun Start(params IEnumerable<string> arguments) => Start(null, arguments);

    public static ProgramRun Start(IReadOnlyDictionary<string, string>? environment, params IEnumerable<string> arguments) =>
        ProgramRun.Start("dotnet", [Program, .. arguments], environment);
}
