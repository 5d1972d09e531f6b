using System.IO.Compression;
using System.Text.RegularExpressions;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary>
/// The packages as a newcomer meets them: packed, installed from a folder into a project outside the tree, with README's quick start and the documented test as
/// they stand.
/// </summary>
[Slow]
public sealed partial class PackageSpecs(PackedPackages packed) : IClassFixture<PackedPackages>, IDisposable
{
    private const string Library = PackedPackages.Library;
    private const string Testing = PackedPackages.Testing;

    private readonly DirectoryInfo _project = Directory.CreateTempSubdirectory("quick-start-");

    public void Dispose() => _project.Delete(recursive: true);

    [Fact]
    public async Task The_package_holds_what_it_should_and_the_quick_start_runs_with_it()
    {
        AssertContents(Library, "README.md");
        await CreateProjectAsync();
        var (built, output) = await DotNet.RunAsync(_project.FullName, "build", "-nologo", "-o", Path.Combine(_project.FullName, "out"));
        built.Should().Be(0, output);

        await using var redis = await RedisServer.StartAsync();
        await using var frontend = new FakeFrontend();
        frontend.Builds.Add("""{"task_id": "1-fedora-42-x86_64", "build_id": 1, "project_owner": "jdoe", "chroot": "fedora-42-x86_64"}""");
        frontend.Builds.Add("""{"task_id": "2-fedora-42-aarch64", "build_id": 2, "project_owner": "jdoe", "chroot": "fedora-42-aarch64"}""");
        frontend.Actions.Add(
            """{"id": 5, "action_type": 3, "object_type": "repository", "old_value": "jdoe/hello", "data": null, "priority": 0, "result": 0}""");
        await using var run = ProgramRun.Start("dotnet", [Path.Combine(_project.FullName, "out", "QuickStart.dll"), $"{frontend.Url}", redis.Address]);
        await frontend.WaitForRequestAsync("pending-actions/");
        await new RetaskReader(await redis.DatabaseAsync(), "copr-be-0").WaitForLengthAsync(1);
        await new RetaskReader(await redis.DatabaseAsync(), "copr-be-1").WaitForLengthAsync(1);
        await run.SignalAsync("TERM");

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);
        run.Output.Should().Contain(line => line.Contains("Tasks pushed to the queue of group 1: 1"));
        frontend.Reports.Should().BeEmpty("an action that nobody handles must stay waiting, and must not be reported as done");
    }

    [Fact]
    public async Task The_testing_package_holds_what_it_should_and_the_documented_test_passes_with_both()
    {
        AssertContents(Testing, "testing.md").Should()
            .Contain($"<dependency id=\"{Library}\" version=\"[{packed.Version}]\"", "it uses what is internal to the library of its own version");
        var document = await File.ReadAllTextAsync(RepositoryRoot.File("docs", "testing.md"));
        var test = HostTest().Match(document).Groups[1].Value;
        test.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCountLessThanOrEqualTo(25);
        await CreateProjectAsync("HostTests", test, (Testing, packed.Version), (Library, packed.Version), ("xunit.v3", "4.0.2"));
        var (built, output) = await DotNet.RunAsync(_project.FullName, "build", "-nologo", "-o", Path.Combine(_project.FullName, "out"));
        built.Should().Be(0, output);

        await using var run = ProgramRun.Start("dotnet", [Path.Combine(_project.FullName, "out", "HostTests.dll"), "-noColor"]);

        (await run.WaitForEndAsync()).Should().Be(0, string.Join('\n', run.Output));
        run.Output.Should().Contain(line => line.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0"));
    }

    private string AssertContents(string name, string readme)
    {
        using var package = ZipFile.OpenRead(packed.Package(name));
        package.Entries.Select(entry => entry.FullName).Should().Contain([readme, "LICENSE", $"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml"]);
        using var nuspec = new StreamReader(package.GetEntry($"{name}.nuspec")!.Open());
        var manifest = nuspec.ReadToEnd();
        manifest.Should().Contain("<license type=\"expression\">MIT</license>").And.Contain($"<readme>{readme}</readme>")
            .And.MatchRegex("<repository type=\"git\"[^>]* commit=\"[0-9a-f]{40}\"");
        manifest.Should().NotContain("System.Net.Http.Json");

        using var symbols = ZipFile.OpenRead(packed.Symbols(name));
        using var pdb = new BinaryReader(symbols.GetEntry($"lib/net10.0/{name}.pdb")!.Open());
        using var bytes = new MemoryStream();
        pdb.BaseStream.CopyTo(bytes);
        System.Text.Encoding.Latin1.GetString(bytes.ToArray()).Should().Contain("raw.githubusercontent.com", "SourceLink says where the sources are");
        return manifest;
    }

    private async Task CreateProjectAsync()
    {
        var readme = await File.ReadAllTextAsync(RepositoryRoot.File("README.md"));
        var program = QuickStart().Match(readme).Groups[1].Value;
        program.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCountLessThanOrEqualTo(15);
        await CreateProjectAsync("QuickStart", program, (Library, packed.Version), ("Microsoft.Extensions.Hosting", "10.0.13"));
    }

    private async Task CreateProjectAsync(string name, string code, params (string Name, string Version)[] packages)
    {
        await File.WriteAllTextAsync(Path.Combine(_project.FullName, $"{name}.cs"), code);
        await File.WriteAllTextAsync(Path.Combine(_project.FullName, $"{name}.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <DefaultItemExcludes>$(DefaultItemExcludes);out/**</DefaultItemExcludes>
              </PropertyGroup>
              <ItemGroup>
                {string.Join("\n    ", packages.Select(package => $"""<PackageReference Include="{package.Name}" Version="{package.Version}" />"""))}
              </ItemGroup>
            </Project>
            """);
        await File.WriteAllTextAsync(Path.Combine(_project.FullName, "nuget.config"), $"""
            <configuration><packageSources><add key="packages-local" value="{PackedPackages.Feed}" /></packageSources></configuration>
            """);
    }

    [GeneratedRegex("<!-- snippet: test-host -->\n```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex HostTest();

    [GeneratedRegex("<!-- snippet: quick-start -->\n```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex QuickStart();
}
