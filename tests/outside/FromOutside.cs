using CoprJobGrab;
using CoprJobGrab.Events;
using CoprJobGrab.Testing;
using CoprJobGrab.Testing.Xunit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

// What a user's own tests do, with the packed packages and nothing of the repository. PackageSpecs runs them in the project of docs/testing.md.

public sealed class TheHarness
{
    [Fact]
    public async Task Actions_are_at_rest_when_time_has_passed()
    {
        await using var harness = new CoprJobGrabHarness();
        harness.ListActions(SomeAction.Task(5), SomeAction.Task(6, "jdoe/other"));

        await harness.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal([5, 6], harness.Reporter.Taken.Items.Select(report => report.ActionId).Order());
        Assert.Equal(2, harness.Events.Of<ActionReported>().Count());
    }

    [Fact]
    public async Task A_wait_that_runs_out_lists_the_events()
    {
        await using var harness = new CoprJobGrabHarness();
        harness.List(Some.Build("7"));
        await harness.RunCycleAsync();

        var late = await Assert.ThrowsAsync<TimeoutException>(() => harness.Events.WaitForAsync<ActionReported>(deadline: TimeSpan.Zero));

        Assert.Contains("TasksEnqueued: ", late.Message);
    }
}

public sealed class TheFakeFrontend
{
    [Fact]
    public async Task It_lists_actions_by_their_records_and_takes_their_results()
    {
        await using var frontend = new FakeFrontend();
        frontend.ListActions(new ActionTask(5, ActionType.CreateRepo) { Data = """{"ownername": "jdoe", "projectname": "hello"}""" });
        var services = new ServiceCollection().AddLogging();
        services
            .AddCoprJobGrab(options =>
            {
                options.Frontend.Url = frontend.Url;
                options.Frontend.Password = "secret";
                options.AddGroup("0", "*");
            })
            .AddActionHandler(ActionType.CreateRepo, (_, _) => ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Done("made")));
        await using var provider = services.BuildServiceProvider();

        Assert.True((await provider.GetRequiredService<JobGrabber>().RunOnceAsync(TestContext.Current.CancellationToken)).Ok);
        await frontend.WaitForRequestAsync("update/");
        await provider.GetRequiredService<JobGrabber>().WhenActionsEndAsync(TestContext.Current.CancellationToken);

        Assert.Equal(new ActionReport(5, true, "made"), Assert.Single(frontend.Reports));
    }
}

public sealed class TheRouterSuite : BuildRouterContract
{
    protected override IReadOnlyCollection<string> GroupIds => ["0"];

    protected override IBuildRouter Create() => new OneGroup();

    private sealed class OneGroup : IBuildRouter
    {
        public RouteDecision Route(BuildTask task) => new RouteDecision.ToGroup("0", "everything goes there");
    }
}
