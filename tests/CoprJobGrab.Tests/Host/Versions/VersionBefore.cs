using CoprJobGrab.TestKit;

namespace CoprJobGrab.Tests.Host.Versions;

/// <summary>
/// The console host of the version before this one: of the commit that <c>eng/version-before</c> names, built from the clone's own history.
/// It is built once, and kept with what the tests' own build leaves behind.
/// </summary>
internal static class VersionBefore
{
    private static readonly string[] Parts =
    [
        "src", "samples", "eng", "packages-local", "Directory.Build.props", "Directory.Packages.props", "global.json", "nuget.config", "README.md", "LICENSE",
        "docs"
    ];
    private static readonly Lazy<Task<string>> Built = new(BuildAsync);

    public static async Task<ProgramRun> StartAsync(params IEnumerable<string> arguments) => ConsoleHost.StartFrom(await Built.Value, arguments);

    private static async Task<string> BuildAsync()
    {
        var commit = (await File.ReadAllTextAsync(RepositoryRoot.File("eng", "version-before"))).Trim();
        var kept = RepositoryRoot.File("tests", "CoprJobGrab.Tests", "obj", "version-before", commit);
        if (Directory.Exists(kept))
        {
            return kept;
        }

        var folder = Directory.CreateTempSubdirectory("cjg-version-before-");
        try
        {
            var archive = Path.Combine(folder.FullName, "before.tar");
            await RunAsync(
                RepositoryRoot.Path, $"Commit {commit} of eng/version-before is not in this clone; fetch the whole history: git fetch --unshallow", "git",
                ["archive", "-o", archive, commit, "--", .. Parts]);
            await RunAsync(folder.FullName, "The archive of the version before could not be unpacked", "tar", ["-xf", archive]);
            var (exitCode, output) = await DotNet.RunAsync(
                folder.FullName, "build", "samples/CoprJobGrab.ConsoleHost", "-c", ConsoleHost.Configuration, "-v", "quiet", "-nologo",
                "-p:RunAnalyzers=false");
            if (exitCode != 0)
            {
                throw new InvalidOperationException($"The console host of commit {commit} could not be built.\n{output}");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
            await RunAsync(
                folder.FullName, "What was built of the version before could not be kept", "cp",
                ["-r", Path.Combine("samples", "CoprJobGrab.ConsoleHost", "bin", ConsoleHost.Configuration, "net10.0"), $"{kept}.new"]);
            Directory.Move($"{kept}.new", kept);
            return kept;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task RunAsync(string folder, string fault, string program, IEnumerable<string> arguments)
    {
        await using var run = ProgramRun.Start(program, arguments, folder: folder);
        if (await run.WaitForEndAsync() != 0)
        {
            throw new InvalidOperationException($"{fault}. {program} says: {run.Errors}");
        }
    }
}
