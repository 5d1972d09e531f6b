using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CoprJobGrab.Tests.DependencyInjection;

public sealed class AddCoprJobGrabSpecs
{
    [Fact]
    public void Calling_it_twice_leaves_one_loop_one_log_and_both_configurations()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddCoprJobGrab(options => options.AddGroup("0", "x86_64"));
        services.AddCoprJobGrab(options => options.Frontend.Url = new Uri("http://fe"));
        using var provider = Provider(services);

        provider.GetServices<IHostedService>().OfType<JobGrabService>().Should().ContainSingle();
        provider.GetServices<IEventSink>().OfType<LoggerEventSink>().Should().ContainSingle();
        var options = provider.GetRequiredService<IOptions<CoprJobGrabOptions>>().Value;
        options.Groups.Should().ContainSingle();
        options.Frontend.Url.Should().Be(new Uri("http://fe"));
    }

    [Fact]
    public async Task Queues_in_memory_go_by_the_hosts_clock()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2031, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(time);
        services.AddCoprJobGrab(options => options.AddGroup("0", "x86_64")).UseTaskSource<ScriptedTaskSource>();
        await using var provider = services.BuildServiceProvider();

        (await provider.GetRequiredService<IBuildQueue>().ObserveAsync(TestContext.Current.CancellationToken)).Groups["0"].Time.Should().Be(time.GetUtcNow());
    }

    [Fact]
    public void What_the_host_registered_before_wins()
    {
        var services = new ServiceCollection().AddLogging();
        var source = new ScriptedTaskSource();
        services.AddSingleton<ITaskSource>(source);
        services.AddCoprJobGrab(options => options.AddGroup("0", "x86_64"));
        using var provider = Provider(services);

        provider.GetRequiredService<ITaskSource>().Should().BeSameAs(source);
    }

    [Fact]
    public void What_the_builder_is_told_wins_over_the_default()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddCoprJobGrab(options => options.AddGroup("0", "x86_64"))
            .UseTaskSource<ScriptedTaskSource>().UseFrontendReporter<RecordingReporter>().UseRouter<NoRouter>().UseQueue<NoQueue>();
        using var provider = Provider(services);

        provider.GetRequiredService<ITaskSource>().Should().BeOfType<ScriptedTaskSource>();
        provider.GetRequiredService<IFrontendReporter>().Should().BeOfType<RecordingReporter>();
        provider.GetRequiredService<IBuildRouter>().Should().BeOfType<NoRouter>();
        provider.GetRequiredService<IBuildQueue>().Should().BeOfType<NoQueue>();
    }

    [Fact]
    public void Handlers_are_found_by_type_before_the_catch_all()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddCoprJobGrab(options => options.AddGroup("0", "x86_64"))
            .AddActionHandler((_, _) => ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Done()))
            .AddActionHandler<RecordingActionHandler>(ActionType.CreateRepo);
        using var provider = Provider(services);
        var handlers = provider.GetRequiredService<ActionHandlers>();

        using var scope = provider.CreateScope();
        handlers.Find(ActionType.CreateRepo)!.Create(scope.ServiceProvider).Should().BeOfType<RecordingActionHandler>();
        handlers.Find(ActionType.Delete)!.Create(scope.ServiceProvider).Should().NotBeNull().And.NotBeOfType<RecordingActionHandler>();
    }

    [Fact]
    public async Task Every_fault_of_the_options_is_told_at_once_when_the_host_starts()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddCoprJobGrab(options =>
        {
            options.AddGroup("a b", "x86_64").AddGroup("1", "x86_64");
            options.Loop.Interval = TimeSpan.Zero;
            options.Actions.MaxParallel = 0;
            options.Frontend.Url = new Uri("ftp://fe");
        });
        using var host = builder.Build();
        var start = () => host.StartAsync();

        var thrown = await start.Should().ThrowAsync<OptionsValidationException>();

        thrown.Which.Failures.Should().HaveCount(5).And.OnlyContain(failure => failure.Contains(';', StringComparison.Ordinal), "each says what to do");
    }

    [Fact]
    public void Without_the_http_source_its_address_is_not_asked_for()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddCoprJobGrab(options => options.AddGroup("0", "x86_64")).UseTaskSource<ScriptedTaskSource>();
        using var provider = Provider(services);

        var read = () => provider.GetRequiredService<IOptions<CoprJobGrabOptions>>().Value;

        read.Should().NotThrow();
    }

    [Fact]
    public void With_the_http_reporter_and_a_handler_its_address_is_asked_for_whatever_the_source()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddCoprJobGrab(options => options.AddGroup("0", "x86_64")).UseTaskSource<ScriptedTaskSource>()
            .AddActionHandler((_, _) => ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Done()));
        using var provider = Provider(services);

        var read = () => provider.GetRequiredService<IOptions<CoprJobGrabOptions>>().Value;

        read.Should().Throw<OptionsValidationException>().Which.Failures.Should().ContainSingle().Which.Should().StartWith("Frontend:Url is missing");
    }

    [Fact]
    public void With_a_source_and_a_reporter_of_the_hosts_its_address_is_not_asked_for_whoever_handles_actions()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddCoprJobGrab(options => options.AddGroup("0", "x86_64")).UseTaskSource<ScriptedTaskSource>().UseFrontendReporter<RecordingReporter>()
            .AddActionHandler<RecordingActionHandler>(ActionType.CreateRepo);
        using var provider = Provider(services);

        var read = () => provider.GetRequiredService<IOptions<CoprJobGrabOptions>>().Value;

        read.Should().NotThrow();
    }

    [Fact]
    public void A_group_that_only_a_router_of_the_hosts_uses_needs_no_architecture()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddCoprJobGrab(options => options.AddGroup("big").AddGroup("0", "x86_64")).UseTaskSource<ScriptedTaskSource>().UseRouter<NoRouter>();
        using var provider = Provider(services);

        provider.GetRequiredService<BuilderGroups>().All.Select(group => group.Id).Should().Equal("big", "0");
        provider.GetRequiredService<JobGrabber>().Should().NotBeNull();
    }

    [Fact]
    public async Task A_host_can_fake_what_operators_ask()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<IJobGrabOperator, FakeOperator>();
        services.AddCoprJobGrab(options => options.AddGroup("0", "x86_64")).UseTaskSource<ScriptedTaskSource>();
        using var provider = Provider(services);

        (await provider.GetRequiredService<IJobGrabOperator>().ForgetAsync("0", TestContext.Current.CancellationToken)).Should().Be(7);
    }

    [Fact]
    public void With_the_librarys_router_a_group_without_an_architecture_is_refused_by_name()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddCoprJobGrab(options => options.AddGroup("big").AddGroup("0", "x86_64")).UseTaskSource<ScriptedTaskSource>();
        using var provider = Provider(services);

        var read = () => provider.GetRequiredService<IOptions<CoprJobGrabOptions>>().Value;

        read.Should().Throw<OptionsValidationException>().Which.Failures.Should().ContainSingle().Which.Should().Contain("'big'").And.Contain("UseRouter");
    }

    [Theory]
    [InlineData("localhost:6379", null, null)]
    [InlineData(null, "hunter2", null)]
    [InlineData(null, null, 3)]
    public void Redis_that_is_configured_and_not_used_is_refused_with_the_cure(string? configuration, string? password, int? database)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddCoprJobGrab(options =>
        {
            options.AddGroup("0", "x86_64");
            (options.Redis.Password, options.Redis.Database) = (password, database);
            if (configuration is not null)
            {
                options.Redis.Configuration = configuration;
            }
        }).UseTaskSource<ScriptedTaskSource>();
        using var provider = Provider(services);

        var read = () => provider.GetRequiredService<IOptions<CoprJobGrabOptions>>().Value;

        read.Should().Throw<OptionsValidationException>().Which.Failures.Should().ContainSingle().Which.Should().Contain("UseRedis()")
            .And.NotContain("hunter2");
    }

    private static ServiceProvider Provider(IServiceCollection services)
    {
        services.AddSingleton<IHostApplicationLifetime, NoLifetime>();
        return services.BuildServiceProvider();
    }

    private sealed class NoLifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication()
        {
        }
    }

    private sealed class NoRouter : IBuildRouter
    {
        public RouteDecision Route(BuildTask task) => new RouteDecision.Refuse("no");
    }

    private sealed class NoQueue : SimpleBuildQueue
    {
        public override ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken) => new(QueueState.Empty);

        public override ValueTask<ApplyResult> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken) => new(new ApplyResult([]));
    }

    private sealed class FakeOperator : IJobGrabOperator
    {
        public Task<GrabberStatus> StatusAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Explanation> ExplainAsync(string taskId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ParkedTasks> ParkedAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> ReleaseParkedAsync(string taskId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<int> ForgetAsync(string groupId, CancellationToken cancellationToken) => Task.FromResult(7);

        public Task<bool> ForgetTaskAsync(string taskId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ActionOverview> ActionsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> ReleaseActionAsync(long actionId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> DecideReportAsync(long actionId, ReportDecision decision, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
