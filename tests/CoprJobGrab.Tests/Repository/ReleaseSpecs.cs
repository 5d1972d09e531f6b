using CoprJobGrab.TestKit;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Repository;

/// <summary>A release is a tag on a commit that has everything. What it packs is held by <c>PackageSpecs</c>.</summary>
public sealed class ReleaseSpecs : IAsyncLifetime
{
    private const string Commit = "git add --all && git -c user.name=tests -c user.email=tests@localhost commit --quiet -m Everything";

    private readonly DirectoryInfo _repository = Directory.CreateTempSubdirectory("release-");

    public async ValueTask InitializeAsync()
    {
        var folder = _repository.CreateSubdirectory("eng").FullName;
        File.Copy(RepositoryRoot.File("eng", "release.sh"), Path.Combine(folder, "release.sh"));
        (await RunAsync($"git init --quiet && {Commit}")).ExitCode.Should().Be(0);
    }

    public ValueTask DisposeAsync()
    {
        _repository.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_commit_without_a_tag_is_no_release()
    {
        (await RunAsync($"git tag v1.0.0 && touch later && {Commit}")).ExitCode.Should().Be(0);

        var (exitCode, errors) = await RunAsync("eng/release.sh");

        exitCode.Should().Be(1);
        errors.Should().Contain("This commit has no tag such as v1.2.3");
    }

    [Fact]
    public async Task What_is_not_committed_is_not_released()
    {
        (await RunAsync("git tag v1.0.0 && touch later")).ExitCode.Should().Be(0);

        var (exitCode, errors) = await RunAsync("eng/release.sh");

        exitCode.Should().Be(1);
        errors.Should().Contain("The working tree has changes that v1.0.0 does not have");
    }

    private async Task<(int ExitCode, string Errors)> RunAsync(string command)
    {
        await using var run = ProgramRun.Start("bash", ["-c", command], folder: _repository.FullName);
        return (await run.WaitForEndAsync(), run.Errors);
    }
}
