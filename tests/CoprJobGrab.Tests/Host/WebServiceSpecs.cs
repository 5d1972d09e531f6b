using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary>The web service of the samples, as a process: its options from all three places, and what it answers.</summary>
public sealed class WebServiceSpecs : IAsyncLifetime
{
    private static readonly string Built = RepositoryRoot.File("samples", "CoprJobGrab.WebService", "bin", ConsoleHost.Configuration, "net10.0");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("web-service-");
    private readonly FakeFrontend _frontend = new() { Password = "secret" };
    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://127.0.0.1:{LoopbackPort.Next()}/") };

    public ValueTask InitializeAsync()
    {
        _frontend.Builds.Add("""{"task_id": "1-fedora-42-x86_64", "build_id": 1, "project_owner": "jdoe", "chroot": "fedora-42-x86_64"}""");
        _frontend.ListActions(SomeAction.Task(5), SomeAction.Task(6, "jdoe/other"));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _frontend.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Actions_are_kept_in_the_database_and_builds_events_health_and_metrics_are_shown()
    {
        await using var run = Start(new() { ["COPR_FRONTEND_PASSWORD"] = "secret" });
        await _frontend.WaitForRequestAsync(_ => _frontend.Reports.Count == 2);

        (await _http.GetStringAsync("actions")).Should().Be("""["5 CreateRepo","6 CreateRepo"]""");
        (await _http.GetStringAsync("")).Should().Contain("Tasks pushed to the queue of group 0: 1");
        (await _http.GetStringAsync("health/ready")).Should().Be("Healthy");
        (await _http.GetStringAsync("health/live")).Should().Be("Healthy");
        (await _http.GetStringAsync("metrics")).Should().Contain("target_info{")
            .And.MatchRegex("coprjobgrab_tasks_enqueued_total{[^}]*coprjobgrab_group=\"0\"[^}]*} 1\n");

        await run.SignalAsync("TERM");
        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);
    }

    [Fact]
    public async Task The_password_may_be_in_a_file_and_a_file_that_is_not_there_ends_it()
    {
        var file = Path.Combine(_folder.FullName, "password");
        await using (var without = Start([], "--password-file", file))
        {
            (await without.WaitForEndAsync()).Should().Be(2);
            without.Errors.Should().Contain($"--password-file '{file}' cannot be read");
        }

        await File.WriteAllTextAsync(file, "secret\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead);
        await using var run = Start([], "--password-file", file);
        await _frontend.WaitForRequestAsync(_ => _frontend.Reports.Count == 2);

        run.Errors.Should().BeEmpty();
    }

    // The database is a file of the test's own: the setting is rooted, so that it is not beside the program.
    private ProgramRun Start(Dictionary<string, string> environment, params IEnumerable<string> arguments) => ProgramRun.Start(
        "dotnet",
        [
            Path.Combine(Built, "CoprJobGrab.WebService.dll"), "--urls", $"{_http.BaseAddress}", "--CoprJobGrab:Frontend:Url", $"{_frontend.Url}",
            "--ConnectionStrings:Actions", $"Data Source={Path.Combine(_folder.FullName, "actions.db")}", .. arguments,
        ],
        new Dictionary<string, string>(environment) { ["CoprJobGrab__Loop__Interval"] = "00:00:01" }, _folder.FullName);
}
