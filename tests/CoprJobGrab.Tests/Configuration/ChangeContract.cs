using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoprJobGrab.Tests.Configuration;

/// <summary>A grabber whose <c>copr-be.conf</c> changes while it runs.</summary>
public abstract class ChangeContract : IAsyncLifetime
{
    private readonly RecordingEventSink _events = new();
    private readonly List<BuildTask> _listed = [];
    private ConfFolder _folder = null!;
    private IConfigurationRoot _configuration = null!;
    private ServiceProvider _services = null!;

    /// <summary>Lines of the file that say where the queues are.</summary>
    protected abstract string Queues { get; }

    public virtual async ValueTask InitializeAsync()
    {
        await StartQueuesAsync();
        _folder = new ConfFolder(File("x86_64", "aarch64"));
        _configuration = new ConfigurationBuilder().AddCoprBackendConf(_folder.File).Build();
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<ITaskSource>(
            new ScriptedTaskSource { OnFetch = _ => ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete([.. _listed]))) });
        Use(services.AddCoprJobGrab(_configuration.GetSection("CoprJobGrab")).AddEventSink(_events));
        _services = services.BuildServiceProvider();
    }

    public virtual async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected virtual ValueTask StartQueuesAsync() => ValueTask.CompletedTask;

    protected abstract void Use(ICoprJobGrabBuilder builder);

    /// <summary>The id of the task that a worker of the group pops; null when none waits.</summary>
    protected abstract Task<string?> PopAsync(IServiceProvider services, string groupId);

    [Fact]
    public async Task A_group_that_is_new_is_served_from_the_next_cycle_on()
    {
        List("1", "s390x");
        (await CycleAsync()).Refused.Should().Be(1);

        Change(File("x86_64", "aarch64", "s390x"));

        (await CycleAsync()).Enqueued.Should().Be(1);
        (await PopAsync(_services, "2")).Should().Be("1");
        _events.Of<ConfigurationChanged>().Should().ContainSingle().Which.Should()
            .BeEquivalentTo(new { Changes = new[] { "Groups:2 is s390x, and was not set" }, AtRestart = Array.Empty<string>() });
        _events.Of<RoleChanged>(changed => changed.Change == RoleChange.LeadTaken).Should().ContainSingle("the lead goes on");
        _events.Of<RoleChanged>(changed => changed.Change == RoleChange.LeadLost).Should().BeEmpty();
    }

    [Fact]
    public async Task A_group_that_leaves_is_worked_off_and_gets_nothing_new()
    {
        List("1", "aarch64");
        await CycleAsync();

        Change(File("x86_64,aarch64"));
        List("2", "aarch64");
        var report = await CycleAsync();

        (report.Kept, report.Enqueued, report.Withdrawn).Should().Be((1, 1, 0));
        (await PopAsync(_services, "0")).Should().Be("2");
        (await PopAsync(_services, "1")).Should().Be("1");
        (await CycleAsync()).Kept.Should().Be(2);
    }

    [Fact]
    public async Task A_group_that_comes_back_is_served_again()
    {
        List("1", "aarch64");
        await CycleAsync();
        (await PopAsync(_services, "1")).Should().Be("1");
        _listed.Clear();
        Change(File("x86_64"));
        for (var cycle = 0; cycle < 3; cycle++)
        {
            await CycleAsync();
        }

        Change(File("x86_64", "aarch64"));
        List("2", "aarch64");
        await CycleAsync();

        (await PopAsync(_services, "1")).Should().Be("2");
        _events.Of<RoleChanged>(changed => changed.Change == RoleChange.LeadLost).Should().BeEmpty();
    }

    [Fact]
    public async Task An_invalid_change_is_refused_with_its_reason_and_the_last_good_one_stays()
    {
        await CycleAsync();

        Change(File("x86_64", "aarch64", "s390x") + "builds_max_workers = hunter\n");
        List("1", "s390x");
        List("2", "aarch64");
        var report = await CycleAsync();
        await CycleAsync();

        (report.Ok, report.Enqueued, report.Refused).Should().Be((true, 1, 1));
        _events.Of<ConfigurationRefused>().Should().ContainSingle("it is told once").Which.Faults.Should().ContainSingle()
            .Which.Should().Contain("builds_max_workers cannot be used; give a whole number")
                .And.NotContain("hunter", "a password may stand in the wrong place");
        _events.Of<ConfigurationChanged>().Should().BeEmpty();

        Change(File("x86_64", "aarch64", "s390x"));
        (await CycleAsync()).Enqueued.Should().Be(1, "what is valid again is taken");
    }

    [Fact]
    public async Task What_waits_for_the_next_start_is_named_and_what_does_not_is_told_with_both_values()
    {
        await CycleAsync();

        Change(
            File("x86_64", "aarch64").Replace("sleeptime = 9", "sleeptime = 8", StringComparison.Ordinal).Replace("secret", "other", StringComparison.Ordinal)
                + "builds_max_workers = 70\n");
        await CycleAsync();
        Change(File("x86_64", "aarch64") + "builds_max_workers = 70\n");
        await CycleAsync();

        _events.Of<ConfigurationChanged>().Should().BeEquivalentTo(
            [
                new { Changes = new[] { "Scheduling:Limits:Total is 70, and was not set" }, AtRestart = new[] { "Frontend:Password", "Loop:Interval" } },
                new { Changes = Array.Empty<string>(), AtRestart = Array.Empty<string>() },
            ]);
        _services.GetRequiredService<CurrentSettings>().Current.Rules.Limits.Should().ContainSingle(rule => rule.Name == "total").Which.Most.Should().Be(70);
    }

    [Fact]
    public async Task A_reload_that_changes_nothing_says_nothing_and_notes_are_told_once()
    {
        await CycleAsync();
        var notes = _events.Of<SetupNoted>(noted => noted.IsAboutConfiguration).Select(noted => noted.Finding).ToList();

        Change(File("x86_64", "aarch64"));
        await CycleAsync();

        _events.Of<ConfigurationChanged>().Should().BeEmpty();
        notes.Should().ContainSingle().Which.Should().Contain("have no effect here: destdir");
        _events.Of<SetupNoted>(noted => noted.IsAboutConfiguration).Should().HaveCount(1);
    }

    [Fact]
    public async Task Changes_while_tasks_come_and_go_lose_and_double_nothing()
    {
        string[][] maps =
        [
            ["x86_64", "aarch64"], ["x86_64,aarch64"], ["aarch64", "x86_64"], ["x86_64", "s390x", "aarch64"], ["s390x"], ["x86_64,s390x", "aarch64"]
        ];
        string[] architectures = ["x86_64", "aarch64", "s390x"];
        var popped = new List<string>();
        for (var round = 0; round < 24; round++)
        {
            List($"{round}", architectures[round % architectures.Length]);
            Change(File(maps[round % maps.Length]));
            (await CycleAsync()).Ok.Should().BeTrue();
            popped.AddRange(await PopAllAsync(atMost: 1));
        }

        Change(File("x86_64", "aarch64", "s390x"));
        (await CycleAsync()).Refused.Should().Be(0);
        popped.AddRange(await PopAllAsync(atMost: 100));

        popped.Should().OnlyHaveUniqueItems().And.BeEquivalentTo(_listed.Select(task => task.TaskId));
        _events.Of<RoleChanged>(changed => changed.Change == RoleChange.LeadLost).Should().BeEmpty();
    }

    private async Task<List<string>> PopAllAsync(int atMost)
    {
        var popped = new List<string>();
        foreach (var group in new[] { "0", "1", "2" })
        {
            for (var count = 0; count < atMost && await PopAsync(_services, group) is { } task; count++)
            {
                popped.Add(task);
            }
        }

        return popped;
    }

    private void List(string id, string architecture) => _listed.Add(Some.Build(id, $"fedora-42-{architecture}"));

    private void Change(string text)
    {
        _folder.Write(text);
        _configuration.Reload();
    }

    private async Task<CycleReport> CycleAsync()
    {
        var report = await _services.GetRequiredService<JobGrabber>().RunOnceAsync();
        report.Error.Should().BeNull();
        return report;
    }

    private string File(params string[] groups)
    {
        var lines = groups.Select((architectures, index) => $"group{index}_archs = {architectures}");
        return "[backend]\nfrontend_url = http://fe.example.org\nfrontend_auth = secret\nsleeptime = 9\ndestdir = /x\nbuild_groups = "
            + $"{groups.Length}\n{string.Join('\n', lines)}\n{Queues}\n";
    }
}
