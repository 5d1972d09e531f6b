using CoprJobGrab.Testing;
using CoprJobGrab.Tests.Configuration;
using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoprJobGrab.Tests.Cancels;

/// <summary>The configuration gets a builder group that no grabber has led yet.</summary>
public sealed class ReloadedGroupsSpecs
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_plan_or_an_explanation_that_sees_the_new_group_first_takes_nothing_from_the_leader(bool explains)
    {
        using var folder = new ConfFolder(File("x86_64", "aarch64"));
        var configuration = new ConfigurationBuilder().AddCoprBackendConf(folder.File).Build();
        var cancels = new ScriptedCancelRequests();
        BuildTask[] listed = [Some.Build("1", "fedora-42-x86_64"), Some.Build("2", "fedora-42-s390x")];
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<ITaskSource>(
            new ScriptedTaskSource { OnFetch = _ => ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete([.. listed]))) });
        services.AddSingleton<ICancelRequests>(cancels);
        services.AddCoprJobGrab(configuration.GetSection("CoprJobGrab"));
        await using var provider = services.BuildServiceProvider();
        var grabber = provider.GetRequiredService<JobGrabber>();
        (await grabber.RunOnceAsync()).Should().Match<CycleReport>(report => report.Enqueued == 1 && report.Refused == 1);
        cancels.OnAnswer = (_, stop) => new ValueTask(Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop));
        cancels.Request("1");
        (await grabber.ServeCancelRequestsAsync()).Removed.Should().Be(1);
        folder.Write(File("x86_64", "aarch64", "s390x"));
        configuration.Reload();

        if (explains)
        {
            (await provider.GetRequiredService<IJobGrabOperator>().ExplainAsync("2")).State.Should().Be(ExplanationState.Due);
        }
        else
        {
            (await grabber.PlanAsync()).Tasks.Single(planned => planned.Task.TaskId == "2").Decision.Should()
                .BeOfType<Decision.Enqueue>("the next cycle has the new group");
        }

        (await grabber.ServeCancelRequestsAsync()).Should().Be(new CancelReport { Requested = 1 });
        (await grabber.RunOnceAsync()).Should().Match<CycleReport>(report => report.Enqueued == 1 && report.Held == 1 && report.Requeued == 0);
    }

    private static string File(params string[] groups) =>
        "[backend]\nfrontend_url = http://fe.example.org\nfrontend_auth = secret\nsleeptime = 9\ndestdir = /x\nbuild_groups = "
            + $"{groups.Length}\n{string.Join('\n', groups.Select((arch, group) => $"group{group}_archs = {arch}"))}\n";
}
