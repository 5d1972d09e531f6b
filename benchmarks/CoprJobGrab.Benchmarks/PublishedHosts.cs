namespace CoprJobGrab.Benchmarks;

/// <summary>The console host, published in each of the ways that hosts have.</summary>
internal static class PublishedHosts
{
    private static readonly (string Way, string[] Properties)[] All =
    [
        ("jit", ["-p:PublishAot=false", "-p:PublishReadyToRun=false", "-p:TieredPGO=true"]),
        ("beforehand", ["-p:PublishAot=false"]),
        ("native", []),
    ];

    /// <summary>Publishes what has changed, and tells the program of each way.</summary>
    public static async Task<IReadOnlyList<(string Way, string Program)>> PublishAsync()
    {
        var project = TestKit.RepositoryRoot.File("samples", "CoprJobGrab.ConsoleHost");
        var hosts = new List<(string Way, string Program)>();
        foreach (var (way, properties) in All)
        {
            // The build keeps its intermediate files, and leaves out the name of the commit, so that nothing is compiled twice.
            var folder = Path.Combine(AppContext.BaseDirectory, "hosts", way);
            string[] arguments = ["publish", project, "-c", "Release", "--artifacts-path", folder, "-p:IncludeSourceRevisionInInformationalVersion=false"];
            await ChildProcess.Start("dotnet", [.. arguments, .. properties, "-v", "quiet", "-nologo"]).LinesAsync();
            hosts.Add((way, Path.Combine(folder, "publish", "CoprJobGrab.ConsoleHost", "release", "CoprJobGrab.ConsoleHost")));
        }

        return hosts;
    }

    /// <summary>The arguments that have the program poll this frontend.</summary>
    public static string[] Arguments(string frontend, string redis, string interval) =>
        ["run", "--frontend", frontend, "--protocol", "waiting", "--group", "0=x86_64,i386", "--redis", redis, "--interval", interval, "--json"];
}
