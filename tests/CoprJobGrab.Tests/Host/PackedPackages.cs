using CoprJobGrab.TestKit;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary>
/// The packages of a release with a version of its own, packed once from a tagged clone of the working tree into the folder that is their feed.
/// </summary>
public sealed class PackedPackages : IAsyncLifetime
{
    public const string Library = "CoprJobGrab";
    public const string Testing = "CoprJobGrab.Testing";

    public const string Xunit = "CoprJobGrab.Testing.Xunit";
    public const string Templates = "CoprJobGrab.Templates";

    private static readonly string[] Names = [Library, Testing, Xunit, Templates];

    // The clone has what is not committed yet, too.
    private const string CloneAndTag = """
        set -euo pipefail
        git clone --quiet --no-checkout --no-tags "$1" "$2"
        cd "$1"
        git ls-files -z --cached --others --exclude-standard --deduplicate |
          while IFS= read -r -d '' file; do [ ! -f "$file" ] || printf '%s\0' "$file"; done |
          tar --null -T - -cf - | tar -xf - -C "$2"
        cd "$2"
        git add --all
        git -c user.name=tests -c user.email=tests@localhost commit --quiet --allow-empty -m "The working tree"
        git tag "$3"
        """;

    private readonly DirectoryInfo _clone = Directory.CreateTempSubdirectory("release-");

    public static string Feed => RepositoryRoot.File("packages-local");

    public string Version { get; } = $"0.0.0-test.{Guid.NewGuid():N}";

    public string Package(string name) => Path.Combine(Feed, $"{name}.{Version}.nupkg");

    public string Symbols(string name) => Path.ChangeExtension(Package(name), "snupkg");

    public async ValueTask InitializeAsync()
    {
        await RunAsync("bash", "-c", CloneAndTag, "clone", RepositoryRoot.Path, _clone.FullName, $"v{Version}");
        await RunAsync(Path.Combine(_clone.FullName, "eng", "release.sh"), Feed);
    }

    public ValueTask DisposeAsync()
    {
        _clone.Delete(recursive: true);
        foreach (var name in Names)
        {
            File.Delete(Package(name));
            File.Delete(Symbols(name));
            ForgetInstalled(name, Version);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Takes a package out of NuGet's own folder.</summary>
    public static void ForgetInstalled(string name, string version)
    {
        var installed = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages", name.ToLowerInvariant(), version);
        if (Directory.Exists(installed))
        {
            Directory.Delete(installed, recursive: true);
        }
    }

    private static async Task RunAsync(string program, params IEnumerable<string> arguments)
    {
        await using var run = ProgramRun.Start(program, arguments, DotNet.Environment);
        (await run.WaitForEndAsync()).Should().Be(0, $"{string.Join('\n', run.Output)}\n{run.Errors}");
    }
}
