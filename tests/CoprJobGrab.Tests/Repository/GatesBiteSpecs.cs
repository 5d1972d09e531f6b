using CoprJobGrab.TestKit;
using CoprJobGrab.Tests.Host;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Repository;

/// <summary>Each gate of the build is shown a violation and must refuse it.</summary>
public sealed class GatesBiteSpecs : IDisposable
{
    // Inside the repository, so that the project takes its rules from it as every other project does.
    private readonly DirectoryInfo _project = Directory.CreateDirectory(RepositoryRoot.File("artifacts", $"gates-{Guid.NewGuid():N}"));

    public void Dispose() => _project.Delete(recursive: true);

    [Fact]
    public async Task A_seeded_violation_of_each_rule_fails_the_build()
    {
        await File.WriteAllTextAsync(Path.Combine(_project.FullName, "Gates.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <ItemGroup>
                <PackageReference Include="Microsoft.CodeAnalysis.PublicApiAnalyzers" PrivateAssets="all" />
                <AdditionalFiles Include="PublicAPI.Shipped.txt" />
                <AdditionalFiles Include="PublicAPI.Unshipped.txt" />
              </ItemGroup>
            </Project>
            """);
        await File.WriteAllTextAsync(Path.Combine(_project.FullName, "PublicAPI.Shipped.txt"), "#nullable enable\n");
        await File.WriteAllTextAsync(Path.Combine(_project.FullName, "PublicAPI.Unshipped.txt"), "#nullable enable\n");
        await File.WriteAllTextAsync(Path.Combine(_project.FullName, "Seeded.cs"), """
            namespace Gates;

            public static class Seeded
            {
                public static async Task<int> RunAsync(string? text)
                {
                    Thread.Sleep(1);
                    await Task.Delay(1);
                    _ = DateTime.UtcNow;
                    _ = System.Diagnostics.Stopwatch.GetTimestamp();
                    using var timer = new Timer(_ => { });
                    using var periodic = new PeriodicTimer(TimeSpan.FromSeconds(1));
                    await Task.CompletedTask.WaitAsync(TimeSpan.FromSeconds(1));
                    await Task.FromResult(1).WaitAsync(TimeSpan.FromSeconds(1), CancellationToken.None);
                    return text.Length;
                }
            }
            """);

        var (exitCode, output) = await DotNet.RunAsync(_project.FullName, "build", "-nologo");

        exitCode.Should().NotBe(0);
        output.Should().ContainAll(
            "error RS0016",     // the public API is a file
            "error RS0030",     // clocks and sleeps are banned
            "error CS8602",     // nullable references
            "error CA2007");    // ConfigureAwait
        foreach (var banned in new[]
        {
            "Thread.Sleep",
            "Task.Delay",
            "DateTime.UtcNow",
            "Stopwatch",
            "Timer'",
            "PeriodicTimer",
            "Task.WaitAsync",
            "Task<TResult>.WaitAsync",
        })
        {
            output.Should().Contain($"'{banned}");
        }
    }

    [Fact]
    public async Task A_public_member_without_documentation_fails_the_build()
    {
        await File.WriteAllTextAsync(Path.Combine(_project.FullName, "Gates.csproj"), """<Project Sdk="Microsoft.NET.Sdk" />""");
        await File.WriteAllTextAsync(Path.Combine(_project.FullName, "Seeded.cs"), "namespace Gates;\n\npublic static class Seeded;\n");

        var (exitCode, output) = await DotNet.RunAsync(_project.FullName, "build", "-nologo");

        exitCode.Should().NotBe(0);
        output.Should().Contain("error CS1591");
    }

    [Slow]
    [Fact]
    public async Task A_public_member_of_the_release_before_that_is_gone_fails_the_pack()
    {
        var package = $"Gates.{Guid.NewGuid():N}";
        await File.WriteAllTextAsync(Path.Combine(_project.FullName, "Gates.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <IsPackable>true</IsPackable>
                <PackageId>{package}</PackageId>
                <RestoreAdditionalProjectSources>{_project.FullName}</RestoreAdditionalProjectSources>
              </PropertyGroup>
            </Project>
            """);
        var source = Path.Combine(_project.FullName, "Seeded.cs");
        await File.WriteAllTextAsync(
            source,
            "namespace Gates;\n\n/// <summary>Stays.</summary>\npublic static class Stays;\n\n/// <summary>Goes.</summary>\npublic static class Goes;\n");
        var (packed, before) = await DotNet.RunAsync(_project.FullName, "pack", "-nologo", "-o", _project.FullName, "-p:Version=1.0.0");
        packed.Should().Be(0, before);
        await File.WriteAllTextAsync(source, "namespace Gates;\n\n/// <summary>Stays.</summary>\npublic static class Stays;\n");

        var (exitCode, output) = await DotNet.RunAsync(
            _project.FullName, "pack", "-nologo", "-o", _project.FullName, "-p:Version=1.1.0", "-p:PackageValidationBaselineVersion=1.0.0");

        PackedPackages.ForgetInstalled(package, "1.0.0");
        exitCode.Should().NotBe(0);
        output.Should().Contain("error CP0001").And.Contain("Gates.Goes");
    }

    [Fact]
    public async Task A_reference_to_the_json_package_that_the_framework_has_is_refused()
    {
        await File.WriteAllTextAsync(Path.Combine(_project.FullName, "Gates.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><ManagePackageVersionsCentrally>false</ManagePackageVersionsCentrally></PropertyGroup>
              <ItemGroup>
                <PackageReference Remove="Microsoft.CodeAnalysis.BannedApiAnalyzers" />
                <PackageReference Include="System.Net.Http.Json" Version="10.0.0" />
              </ItemGroup>
            </Project>
            """);

        var (exitCode, output) = await DotNet.RunAsync(_project.FullName, "restore");

        exitCode.Should().NotBe(0);
        output.Should().Contain("NU1510");
    }
}
