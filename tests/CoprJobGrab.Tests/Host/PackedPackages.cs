using CoprJobGrab.TestKit;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary>Both packages, packed once with a version of their own into the folder that is their feed.</summary>
public sealed class PackedPackages : IAsyncLifetime
{
    public const string Library = "CoprJobGrab";
    public const string Testing = "CoprJobGrab.Testing";

    private static readonly string[] Names = [Library, Testing];

    private readonly DirectoryInfo _artifacts = Directory.CreateTempSubdirectory("packages-");

    public static string Feed => RepositoryRoot.File("packages-local");

    public string Version { get; } = $"0.0.0-test.{Guid.NewGuid():N}";

    public string Package(string name) => Path.Combine(Feed, $"{name}.{Version}.nupkg");

    public string Symbols(string name) => Path.ChangeExtension(Package(name), "snupkg");

    public async ValueTask InitializeAsync()
    {
        foreach (var name in Names)
        {
            var (exitCode, output) = await DotNet.RunAsync(
                RepositoryRoot.Path, "pack", $"src/{name}", "-c", "Release", $"-p:Version={Version}", "-o", Feed, "-nologo", "--artifacts-path", _artifacts.FullName);
            exitCode.Should().Be(0, output);
        }
    }

    public ValueTask DisposeAsync()
    {
        _artifacts.Delete(recursive: true);
        foreach (var name in Names)
        {
            File.Delete(Package(name));
            File.Delete(Symbols(name));
            var installed = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages", name.ToLowerInvariant(), Version);
            if (Directory.Exists(installed))
            {
                Directory.Delete(installed, recursive: true);
            }
        }

        return ValueTask.CompletedTask;
    }
}
