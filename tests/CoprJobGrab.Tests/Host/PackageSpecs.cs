using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
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

    // The block takes the lines with `using` from the one before it, as README says.
    [Fact]
    public async Task A_farm_in_one_process_builds_what_the_frontend_lists_and_tells_it()
    {
        var readme = await File.ReadAllTextAsync(RepositoryRoot.File("README.md"));
        var usings = QuickStart().Match(readme).Groups[1].Value.Split('\n').Where(line => line.StartsWith("using ", StringComparison.Ordinal));
        var program = string.Join('\n', [.. usings, QuickFarm().Match(readme).Groups[1].Value]);
        program.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCountLessThanOrEqualTo(20);
        await CreateProjectAsync("Farm", program, (Library, packed.Version), ("Microsoft.Extensions.Hosting", "10.0.13"));
        var (built, output) = await DotNet.RunAsync(_project.FullName, "build", "-nologo", "-o", Path.Combine(_project.FullName, "out"));
        built.Should().Be(0, output);

        await using var frontend = new FakeFrontend { Password = "secret" };
        frontend.Builds.Add("""{"task_id": "1-fedora-42-x86_64", "build_id": 1, "project_owner": "jdoe", "chroot": "fedora-42-x86_64", "pkgs": "a"}""");
        await using var run = ProgramRun.Start(
            "dotnet", [Path.Combine(_project.FullName, "out", "Farm.dll"), $"{frontend.Url}"],
            new Dictionary<string, string> { ["COPR_FRONTEND_PASSWORD"] = "secret" });
        await run.WaitForLineAsync(line => line == "building 1-fedora-42-x86_64");
        await frontend.WaitForRequestAsync(request => request.Text.Contains("ended_on", StringComparison.Ordinal));
        await run.SignalAsync("TERM");

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);
        frontend.StatusOf("1-fedora-42-x86_64").Should().Be(1);
    }

    // The project of docs/testing.md as it stands, with its test, and with the tests of tests/outside.
    [Fact]
    public async Task The_documented_test_project_passes_with_the_packages_and_so_do_the_tests_from_outside()
    {
        AssertContents(Testing, "testing.md").Should()
            .Contain($"<dependency id=\"{Library}\" version=\"[{packed.Version}]\"", "it uses what is internal to the library of its own version")
            .And.NotContainAny("xunit", "FluentAssertions");
        AssertContents(PackedPackages.Xunit, "testing.md").Should().Contain($"<dependency id=\"{Testing}\" version=\"[{packed.Version}]\"");
        var document = await File.ReadAllTextAsync(RepositoryRoot.File("docs", "testing.md"));
        var test = HostTest().Match(document).Groups[1].Value;
        test.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCountLessThanOrEqualTo(25);
        await WriteAsync("HostTest.cs", test);
        foreach (Match file in ProjectFile().Matches(document))
        {
            await WriteAsync(
                file.Groups[1].Value, file.Groups[2].Value.Replace("0.0.0", packed.Version).Replace("/home/me/coprjobgrab-packages", PackedPackages.Feed));
        }

        foreach (var file in Directory.EnumerateFiles(RepositoryRoot.File("tests", "outside"), "*.cs"))
        {
            File.Copy(file, Path.Combine(_project.FullName, Path.GetFileName(file)));
        }

        var (ended, output) = await DotNet.RunAsync(_project.FullName, "test", "--no-ansi", "--no-progress");

        ended.Should().Be(0, output);
        output.Should().MatchRegex(@"succeeded: ([5-9]|\d\d)").And.Contain("failed: 0").And.Contain("skipped: 0");
    }

    [Fact]
    public async Task The_documentation_in_the_package_is_that_of_every_public_type_and_of_nothing_internal()
    {
        using var package = ZipFile.OpenRead(packed.Package(Library));
        await using var file = package.GetEntry($"lib/net10.0/{Library}.xml")!.Open();
        var documented = (await XDocument.LoadAsync(file, LoadOptions.None, CancellationToken.None)).Descendants("member")
            .Select(member => member.Attribute("name")!.Value).ToList();
        var exported = typeof(JobGrabber).Assembly.GetExportedTypes().Select(type => type.FullName!.Replace('+', '.')).ToHashSet();

        documented.Where(name => name.StartsWith("T:", StringComparison.Ordinal)).Select(name => name[2..]).Should().BeEquivalentTo(exported);
        documented.Where(name => name[0] != 'T').Select(name => name[2..].Split('(')[0]).Select(name => name[..name.LastIndexOf('.')]).Should()
            .NotBeEmpty().And.BeSubsetOf(exported);
        documented.Should().Contain("P:CoprJobGrab.CycleReport.Enqueued").And.Contain(name => name.StartsWith("M:", StringComparison.Ordinal));
        documented.Should().NotContain("P:CoprJobGrab.JobGrabEvent.Sentence", "it is internal, in a public type");
    }

    // What it adds to a worker service, and whose versions it raises: docs/adr/0027.
    [Fact]
    public async Task A_reference_adds_at_most_eight_packages_to_an_empty_worker_service()
    {
        (await DotNet.RunAsync(_project.FullName, "new", "worker", "-n", "Worker", "-o", ".", "--no-restore")).ExitCode.Should().Be(0);
        await WriteFeedAsync();
        var before = await RestoredAsync();
        var project = Path.Combine(_project.FullName, "Worker.csproj");
        await File.WriteAllTextAsync(
            project,
            (await File.ReadAllTextAsync(project)).Replace("</Project>", $"""
                <ItemGroup><PackageReference Include="{Library}" Version="{packed.Version}" /></ItemGroup></Project>
                """));

        var after = await RestoredAsync();

        after.Keys.Except(before.Keys).Should().Contain(Library).And.HaveCountLessThanOrEqualTo(8);
        before.Where(package => after[package.Key] != package.Value).Select(package => package.Key).Should()
            .BeSubsetOf(["Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Logging.Abstractions"]);
    }

    [Fact]
    public async Task A_project_from_the_template_takes_builds_and_actions_from_a_frontend()
    {
        var hive = Path.Combine(_project.FullName, "hive");
        var folder = Path.Combine(_project.FullName, "Acme.Farm.Grabber");
        await using var frontend = new FakeFrontend { Password = "secret" };
        frontend.Builds.Add("""{"task_id": "1-fedora-42-x86_64", "build_id": 1, "project_owner": "jdoe", "chroot": "fedora-42-x86_64"}""");
        frontend.ListActions(SomeAction.Task(5));
        await WriteFeedAsync();
        foreach (var arguments in (string[][])
            [
                ["new", "install", packed.Package(PackedPackages.Templates), "--debug:custom-hive", hive],
                ["new", "coprjobgrab", "-o", folder, "--frontend", $"{frontend.Url}", "--debug:custom-hive", hive],
                ["build", folder, "-nologo", "-o", Path.Combine(folder, "out")],
            ])
        {
            var (exitCode, output) = await DotNet.RunAsync(_project.FullName, arguments);
            exitCode.Should().Be(0, output);
        }

        var environment = new Dictionary<string, string> { ["CoprJobGrab__Frontend__Password"] = "secret" };
        await using var run = ProgramRun.Start("dotnet", [Path.Combine(folder, "out", "Acme.Farm.Grabber.dll")], environment, folder);
        await frontend.WaitForRequestAsync("update/");
        await run.SignalAsync("TERM");

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);
        run.Output.Should().Contain(line => line.Contains("Tasks pushed to the queue of group 0: 1"));
        frontend.Reports.Should().Equal(new ActionReport(5, Succeeded: true, null));
    }

    private string AssertContents(string name, string readme)
    {
        using var package = ZipFile.OpenRead(packed.Package(name));
        package.Entries.Select(entry => entry.FullName).Should().Contain([readme, "icon.png", "LICENSE", $"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml"]);
        using var nuspec = new StreamReader(package.GetEntry($"{name}.nuspec")!.Open());
        var manifest = nuspec.ReadToEnd();
        manifest.Should().Contain("<license type=\"expression\">MIT</license>").And.Contain($"<readme>{readme}</readme>")
            .And.MatchRegex("<repository type=\"git\"[^>]* commit=\"[0-9a-f]{40}\"");
        manifest.Should().NotContain("System.Net.Http.Json");
        ReleaseNotes().Match(manifest).Groups[1].Value.Should().StartWith("## ").And.Contain("\n- ").And.NotContain("\n## ");
        manifest.Should().Contain("<icon>icon.png</icon>").And.Contain("<tags>copr fedora ");
        using var page = new StreamReader(package.GetEntry(readme)!.Open());
        RelativeLink().Matches(page.ReadToEnd()).Select(match => match.Value).Should().BeEmpty("nothing is beside a readme in a package");

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
        await WriteAsync($"{name}.cs", code);
        await WriteAsync($"{name}.csproj", $"""
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
        await WriteFeedAsync();
    }

    private Task WriteFeedAsync() =>
        WriteAsync("nuget.config", $"""<configuration><packageSources><add key="packed" value="{PackedPackages.Feed}" /></packageSources></configuration>""");

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Path.Combine(_project.FullName, name), text);

    private async Task<IReadOnlyDictionary<string, string>> RestoredAsync()
    {
        var (exitCode, output) = await DotNet.RunAsync(_project.FullName, "restore");
        exitCode.Should().Be(0, output);
        using var assets = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_project.FullName, "obj", "project.assets.json")));
        return assets.RootElement.GetProperty("libraries").EnumerateObject().Select(library => library.Name.Split('/'))
            .ToDictionary(name => name[0], name => name[1]);
    }

    [GeneratedRegex("<!-- file: (.+?) -->\n```\\w+\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ProjectFile();

    [GeneratedRegex("<releaseNotes>(.*?)</releaseNotes>", RegexOptions.Singleline)]
    private static partial Regex ReleaseNotes();

    [GeneratedRegex(@"\]\((?![a-z]+:|#)[^)]*\)")]
    private static partial Regex RelativeLink();

    [GeneratedRegex("<!-- snippet: test-host -->\n```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex HostTest();

    [GeneratedRegex("<!-- snippet: quick-start -->\n```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex QuickStart();

    [GeneratedRegex("<!-- snippet: quick-farm -->\n```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex QuickFarm();
}
