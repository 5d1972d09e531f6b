using CoprJobGrab.TestKit;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace CoprJobGrab.Tests.Host.Versions;

/// <summary>What a worker of this version stores, and the version before does not know, on one Redis with it: nothing is lost, and nothing doubled.</summary>
[Slow]
public sealed class WorkerVersionBeforeSpecs
{
    // The claim of a task that is listed no more ends at its tenth absence, unless somebody says that he has it.
    private const int MoreCyclesThanAbsences = 15;

    [Fact]
    public async Task The_version_before_leaves_ended_builds_alone_until_this_one_leads_and_they_are_told()
    {
        await using var scene = await UpgradeScene.StartAsync();
        var first = await scene.StartAsync(VersionBefore.StartAsync, "leader");
        var second = await scene.StartAsync(StartAsync, "standby");
        var worker = new LeasedWorker(scene);
        scene.ListLeased(3);
        var taken = await worker.TakeAsync(3);
        await worker.EndAndDieAsync(taken[0], taken[1]);
        // The dead worker had told the frontend of the second one, and not removed its report.
        scene.End(taken[1].TaskId);
        await worker.DieAsync(taken[2]);
        var (marks, reports) = (await scene.MarksAsync(), await scene.ReportsAsync());

        var again = (await worker.TakeAsync(1)).Single();
        again.Should().BeEquivalentTo(new { taken[2].TaskId, Attempt = 2 });
        await UpgradeScene.CyclesAsync(first, MoreCyclesThanAbsences);

        foreach (var ended in taken.Take(2))
        {
            (await scene.MarksAsync())[ended.TaskId].Should().Be(marks[ended.TaskId]).And.StartWith("E ");
        }

        (await scene.ReportsAsync()).Should().BeEquivalentTo(reports).And.HaveCount(2);
        await first.SignalAsync("TERM");
        await first.WaitForEndAsync();
        await UpgradeScene.IsAsync(second, "leader");
        await UpgradeScene.CyclesAsync(second, MoreCyclesThanAbsences);
        (await scene.ReportsAsync()).Should().BeEquivalentTo(reports);
        await worker.EndAndDieAsync(again);
        await worker.TellAsync(3);
        await scene.CheckAsync();
        worker.Told.Should().BeEquivalentTo(taken.Select(build => build.TaskId));
        worker.Started.Should().BeEquivalentTo([.. taken.Select(build => $"{build.TaskId} 1"), $"{again.TaskId} 2"]);
    }

    [Fact]
    public async Task The_version_before_takes_over_ended_and_given_back_builds_with_nothing_handed_out_twice()
    {
        await using var scene = await UpgradeScene.StartAsync();
        var first = await scene.StartAsync(StartAsync, "leader");
        var second = await scene.StartAsync(VersionBefore.StartAsync, "standby");
        var worker = new LeasedWorker(scene);
        scene.ListLeased(5);
        var taken = await worker.TakeAsync(5);
        await worker.EndAndDieAsync(taken[0], taken[1]);
        scene.End(taken[1].TaskId);
        await worker.FinishAsync(taken[2], new BuildRelease.GivenBack("no room on the disk", TimeSpan.FromHours(1)));
        await UpgradeScene.CyclesAsync(first, 5);
        (await scene.MarksAsync())[taken[2].TaskId].Should().StartWith("R ").And.EndWith(" no room on the disk", "this version waits for the hour to end");

        await first.KillAsync();
        await worker.FinishAsync(taken[3], new BuildRelease.Interrupted());
        await worker.FinishAsync(taken[4], new BuildRelease.Unfit("no machine has this architecture"));
        await UpgradeScene.IsAsync(second, "leader");

        // It knows neither the pause nor the reasons, so that each of the three is handed out again at once, as an attempt.
        var again = await worker.TakeAsync(3);
        again.Select(build => (build.TaskId, build.Attempt)).Should().BeEquivalentTo(taken.Skip(2).Select(build => (build.TaskId, 2)));
        await UpgradeScene.CyclesAsync(second, MoreCyclesThanAbsences);
        (await scene.ReportsAsync()).Keys.Should().BeEquivalentTo(taken.Take(2).Select(build => build.TaskId));
        await worker.EndAndDieAsync(again);
        await worker.TellAsync(5);
        await scene.CheckAsync();
        worker.Told.Should().BeEquivalentTo(taken.Select(build => build.TaskId));
        worker.Started.Should().HaveCount(8);
    }

    [Fact]
    public async Task A_worker_of_this_version_builds_what_the_version_before_grabs()
    {
        const int Builds = 40;
        await using var scene = await UpgradeScene.StartAsync();
        await scene.StartAsync(VersionBefore.StartAsync, "leader");
        var reporter = new LeasedWorker(scene);
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<IBuildReporter>(reporter);
        builder.Services.AddCoprJobGrabOperator().UseRedis(scene.RedisAddress).AddBuildWorker(
            async (work, stop) =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, stop);
                return int.Parse(work.Task.TaskId.Split('-')[0], System.Globalization.CultureInfo.InvariantCulture) % 4 == 0 && work.Attempt == 1
                    ? new BuildOutcome.GivenBack("once more")
                    : new BuildOutcome.Succeeded();
            },
            options =>
            {
                options.Groups.Add("0");
                options.Concurrency = 8;
            });
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);

        var ids = scene.ListLeased(Builds);
        await scene.CheckAsync();

        await host.StopAsync(TestContext.Current.CancellationToken);
        reporter.Told.Should().BeEquivalentTo(ids);
        reporter.Started.Should().HaveCount(Builds + (Builds / 4)).And.OnlyHaveUniqueItems();
    }

    private static Task<ProgramRun> StartAsync(params IEnumerable<string> arguments) => Task.FromResult(ConsoleHost.Start(arguments));
}
