using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CoprJobGrab;
using CoprJobGrab.Events;
using CoprJobGrab.Testing;
using CoprJobGrab.Testing.Xunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
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

public sealed class NamedGrabbers
{
    [Fact]
    public async Task Two_in_one_container_have_frontends_with_equal_ids_and_a_listener_tells_them_apart()
    {
        await using var fedora = Frontend();
        await using var intern = Frontend();
        var told = new ConcurrentQueue<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "CoprJobGrab")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (tags.ToArray().FirstOrDefault(tag => tag.Key == "coprjobgrab.name").Value is string name)
            {
                told.Enqueue($"{name} {instrument.Name} {value}");
            }
        });
        listener.Start();
        var services = new ServiceCollection().AddLogging();
        Add("fedora", fedora);
        Add("internal", intern);
        await using var provider = services.BuildServiceProvider();

        await RunAsync("fedora");

        Assert.Equal([new ActionReport(5, true, "for fedora")], fedora.Reports);
        Assert.Empty(intern.Reports);
        Assert.Contains("fedora coprjobgrab.tasks.enqueued 1", told);
        Assert.DoesNotContain(told, line => line.StartsWith("internal", StringComparison.Ordinal));

        await RunAsync("internal");

        Assert.Equal([new ActionReport(5, true, "for internal")], intern.Reports);
        Assert.Single(fedora.Reports);
        Assert.Contains("internal coprjobgrab.tasks.enqueued 1", told);

        async Task RunAsync(string name)
        {
            var grabber = provider.GetRequiredKeyedService<JobGrabber>(name);
            Assert.Equal(1, (await grabber.RunOnceAsync(TestContext.Current.CancellationToken)).Enqueued);
            await grabber.WhenActionsEndAsync(TestContext.Current.CancellationToken);
            await (name == "fedora" ? fedora : intern).WaitForRequestAsync("update/");
        }

        void Add(string name, FakeFrontend frontend) => services
            .AddCoprJobGrab(name, options =>
            {
                options.Frontend.Url = frontend.Url;
                options.Frontend.Password = "secret";
                options.AddGroup("0", "*");
            })
            .AddActionHandler(ActionType.CreateRepo, (_, _) => ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Done($"for {name}")));
    }

    private static FakeFrontend Frontend()
    {
        var frontend = new FakeFrontend();
        frontend.Builds.Add("""{"task_id": "1-fedora-42-x86_64", "build_id": 1, "project_owner": "jdoe", "chroot": "fedora-42-x86_64"}""");
        frontend.ListActions(SomeAction.Task(5));
        return frontend;
    }
}

public sealed class AScopedHandler
{
    [Fact]
    public async Task Each_attempt_has_a_scope_of_its_own_and_is_told_its_number()
    {
        await using var harness = new CoprJobGrabHarness(parts: grabber =>
        {
            grabber.Services.AddScoped<Connection>();
            grabber.AddActionHandler<FailsOnce>();
        });
        harness.ListActions(SomeAction.Task(5));

        await harness.AdvanceAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(new ActionReport(5, true, "attempt 2 by another connection"), Assert.Single(harness.Reporter.Taken.Items));
        Assert.All(Connection.All, connection => Assert.True(connection.IsClosed));
    }

    private sealed class Connection : IAsyncDisposable
    {
        public static List<Connection> All { get; } = [];

        public Connection() => All.Add(this);

        public bool IsClosed { get; private set; }

        public ValueTask DisposeAsync()
        {
            IsClosed = true;
            return ValueTask.CompletedTask;
        }
    }

    private sealed class FailsOnce(Connection connection) : IActionHandler
    {
        public ValueTask<ActionOutcome> HandleAsync(ActionAttempt attempt, CancellationToken cancellationToken) => attempt.Number == 1
            ? throw new IOException("the disk is full")
            : ValueTask.FromResult<ActionOutcome>(
                new ActionOutcome.Done($"attempt {attempt.Number} by {(connection == Connection.All[0] ? "the same" : "another")} connection"));
    }
}

public sealed class HealthAndStatus
{
    [Fact]
    public async Task It_is_unhealthy_at_exactly_three_intervals_after_the_last_good_poll()
    {
        await using var harness = new CoprJobGrabHarness(parts: grabber => grabber.Services.AddHealthChecks().AddCoprJobGrab());
        await harness.RunCycleAsync();
        var (status, limit) = await ReadyAsync(harness);
        Assert.Equal(HealthStatus.Healthy, status);

        harness.Source.OnFetch = _ => throw new HttpRequestException("the frontend is away");
        await harness.AdvanceAsync(TimeSpan.FromSeconds(20));
        harness.Time.Advance(limit - TimeSpan.FromSeconds(20) - TimeSpan.FromMilliseconds(1));
        Assert.NotEqual(HealthStatus.Unhealthy, (await ReadyAsync(harness)).Status);
        harness.Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(HealthStatus.Unhealthy, (await ReadyAsync(harness)).Status);
    }

    [Fact]
    public async Task An_operator_sees_what_waits()
    {
        await using var harness = new CoprJobGrabHarness();
        harness.List(Some.Build("7"), Some.Build("8"));
        await harness.RunCycleAsync();

        var status = await harness.Services.GetRequiredService<IJobGrabOperator>().StatusAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, Assert.Single(status.Groups).Waiting);
    }

    private static async Task<(HealthStatus Status, TimeSpan Limit)> ReadyAsync(CoprJobGrabHarness harness)
    {
        var report = await harness.Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(check => check.Tags.Contains("ready"), TestContext.Current.CancellationToken);
        return (report.Status, TimeSpan.FromSeconds((double)report.Entries.Single().Value.Data["limit_s"]));
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
