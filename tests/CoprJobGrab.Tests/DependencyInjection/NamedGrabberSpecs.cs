using CoprJobGrab.DependencyInjection;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CoprJobGrab.Tests.DependencyInjection;

/// <summary>Several grabbers in one container: each has parts of its own, and what is the host's is shared.</summary>
public sealed class NamedGrabberSpecs
{
    private const string Fedora = "fedora";
    private const string Internal = "internal";

    [Fact]
    public async Task Grabbers_with_names_and_the_one_without_share_no_part()
    {
        var services = Services();
        Add(services.AddCoprJobGrab(options => options.AddGroup("0", "*")), new ScriptedTaskSource());
        Add(services.AddCoprJobGrab(Fedora, options => options.AddGroup("1", "*")), new ScriptedTaskSource());
        Add(services.AddCoprJobGrab(Internal, options => options.AddGroup("2", "*")), new ScriptedTaskSource());
        await using var provider = Build(services);

        string?[] names = [null, Fedora, Internal];
        var grabbers = names.Select(name => (Of<JobGrabber>(provider, name), Of<ITaskSource>(provider, name), Of<IJobGrabOperator>(provider, name),
            Of<IBuildQueue>(provider, name), Of<GrabberHealth>(provider, name), Of<EventHub>(provider, name))).ToList();

        grabbers.SelectMany(parts => new object[] { parts.Item1, parts.Item2, parts.Item3, parts.Item4, parts.Item5, parts.Item6 })
            .Should().OnlyHaveUniqueItems().And.HaveCount(18);
        names.Select(name => Of<BuilderGroups>(provider, name).All.Single().Id).Should().Equal("0", "1", "2");
        provider.GetServices<IHostedService>().OfType<JobGrabService>().Should().HaveCount(3);
    }

    [Fact]
    public async Task A_grabber_with_a_name_alone_leaves_nothing_of_its_own_without_a_key()
    {
        var services = Services();
        Add(services.AddCoprJobGrab(Fedora, options => options.AddGroup("1", "*")), new ScriptedTaskSource());
        await using var provider = Build(services);

        provider.GetService<JobGrabber>().Should().BeNull();
        provider.GetServices<IEventSink>().Should().BeEmpty();
        provider.GetRequiredKeyedService<JobGrabber>(Fedora).Should().NotBeNull();
        provider.GetKeyedService<JobGrabber>(Internal).Should().BeNull();
    }

    [Fact]
    public async Task Each_goes_by_its_own_options_lists_and_events()
    {
        var (fedora, own) = (new RecordingEventSink(), new RecordingEventSink());
        var services = Services();
        Add(services.AddCoprJobGrab(Fedora, options => options.AddGroup("0", "*").Scheduling.Limits.PerOwner = 1), Source("1", "2")).AddEventSink(fedora);
        Add(services.AddCoprJobGrab(options => options.AddGroup("0", "*")), Source("1", "2", "3")).AddEventSink(own);
        await using var provider = Build(services);

        var first = await provider.GetRequiredKeyedService<JobGrabber>(Fedora).RunOnceAsync(TestContext.Current.CancellationToken);
        var second = await provider.GetRequiredService<JobGrabber>().RunOnceAsync(TestContext.Current.CancellationToken);

        (first.Enqueued, second.Enqueued).Should().Be((1, 3));
        fedora.Of<TasksEnqueued>().Should().ContainSingle().Which.Should().Match<TasksEnqueued>(told => told.TaskIds.Count == 1 && told.Grabber == Fedora);
        own.Of<TasksEnqueued>().Should().ContainSingle().Which.Should().Match<TasksEnqueued>(told => told.TaskIds.Count == 3 && told.Grabber == null);
    }

    [Fact]
    public async Task Parts_of_the_hosts_get_what_the_host_has_and_what_has_their_name()
    {
        var clock = new FakeTimeProvider();
        var services = Services().AddSingleton<TimeProvider>(clock).AddSingleton<Shared>();
        services.AddCoprJobGrab(options => options.AddGroup("0", "*")).UseTaskSource<AskingSource>();
        services.AddCoprJobGrab(Fedora, options => options.AddGroup("1", "*")).UseTaskSource<AskingSource>();
        await using var provider = Build(services);

        var (named, unnamed) = ((AskingSource)provider.GetRequiredKeyedService<ITaskSource>(Fedora), (AskingSource)provider.GetRequiredService<ITaskSource>());

        named.Options.Value.Groups.Single().Id.Should().Be("1");
        unnamed.Options.Value.Groups.Single().Id.Should().Be("0");
        named.Shared.Should().BeSameAs(unnamed.Shared);
        named.Time.Should().BeSameAs(clock);
        named.Sinks.Should().NotBeEmpty().And.NotIntersectWith(unnamed.Sinks);
        named.Services.GetRequiredService<BuilderGroups>().Should().BeSameAs(provider.GetRequiredKeyedService<BuilderGroups>(Fedora));
        await using var scope = named.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<BuilderGroups>().Should().BeSameAs(provider.GetRequiredKeyedService<BuilderGroups>(Fedora));
    }

    [Fact]
    public async Task A_handler_class_gets_the_parts_of_the_grabber_whose_action_it_handles()
    {
        var services = Services();
        var grabbers = new[]
        {
            services.AddCoprJobGrab(options => options.AddGroup("0", "*").Frontend.Url = new Uri("http://fe")),
            services.AddCoprJobGrab(Fedora, options => options.AddGroup("1", "*").Frontend.Url = new Uri("http://fe")),
            services.AddCoprJobGrab(Internal, options => options.AddGroup("2", "*").Frontend.Url = new Uri("http://fe")),
        };
        Array.ForEach(grabbers, builder => Add(builder, new ScriptedTaskSource())
            .UseFrontendReporter(new RecordingReporter()).AddActionHandler<OperatingHandler>());
        await using var provider = Build(services);

        foreach (var name in new[] { null, Fedora, Internal })
        {
            var handlers = Of<ActionHandlers>(provider, name);
            var attempt = handlers.CreateScope();
            var handler = (OperatingHandler)handlers.Find(ActionType.Fork)!.Create(attempt.ServiceProvider);
            handler.Operator.Should().BeSameAs(Of<IJobGrabOperator>(provider, name));
            handler.IsDisposed.Should().BeFalse();
            await attempt.DisposeAsync();
            handler.IsDisposed.Should().BeTrue("an attempt ends with its scope");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_handler_class_that_the_host_has_registered_before_or_after_is_the_hosts_for_every_grabber(bool isBefore)
    {
        var (services, own) = (Services(), new OperatingHandler(null!));
        _ = isBefore ? services.AddSingleton(own) : services;
        Add(services.AddCoprJobGrab(Fedora, options => options.AddGroup("1", "*")), new ScriptedTaskSource()).AddActionHandler<OperatingHandler>();
        Add(services.AddCoprJobGrab(options => options.AddGroup("0", "*")), new ScriptedTaskSource()).AddActionHandler<OperatingHandler>();
        _ = isBefore ? services : services.AddSingleton(own);
        await using var provider = Build(services);

        foreach (var name in new[] { null, Fedora })
        {
            var handlers = Of<ActionHandlers>(provider, name);
            await using var attempt = handlers.CreateScope();
            handlers.Find(ActionType.Fork)!.Create(attempt.ServiceProvider).Should().BeSameAs(own);
        }
    }

    [Fact]
    public async Task Of_the_grabber_without_a_name_a_grabber_with_one_takes_nothing()
    {
        var services = Services().AddSingleton<ITaskSource>(new ScriptedTaskSource()).AddSingleton<ICancelRequests>(new ScriptedCancelRequests());
        services.AddCoprJobGrab(options => options.AddGroup("0", "*"));
        services.AddCoprJobGrab(Fedora, options => options.AddGroup("0", "*").Frontend.Url = new Uri("http://fe"));
        await using var provider = Build(services);

        provider.GetRequiredKeyedService<ITaskSource>(Fedora).Should().BeOfType<HttpTaskSource>();
        provider.GetRequiredService<ITaskSource>().Should().BeOfType<ScriptedTaskSource>();
    }

    [Fact]
    public async Task What_only_the_grabber_without_a_name_has_is_not_found_by_one_with_a_name()
    {
        var services = Services();
        Add(services.AddCoprJobGrab(options => options.AddGroup("0", "*")), Source("1")).UseCancelRequests(new ScriptedCancelRequests())
            .AddLimit("none", _ => "all", 0);
        Add(services.AddCoprJobGrab(Fedora, options => options.AddGroup("0", "*")), Source("1"));
        await using var provider = Build(services);

        provider.GetRequiredService<CancelService>().IsServed.Should().BeTrue();
        provider.GetRequiredKeyedService<CancelService>(Fedora).IsServed.Should().BeFalse();
        (await provider.GetRequiredKeyedService<JobGrabber>(Fedora).RunOnceAsync(TestContext.Current.CancellationToken)).Enqueued.Should().Be(1);
    }

    [Fact]
    public async Task What_the_host_registered_with_the_name_is_used()
    {
        var source = new ScriptedTaskSource();
        var services = Services().AddKeyedSingleton<ITaskSource>(Fedora, source).AddKeyedSingleton<IBuildRouter, NoRouter>(Fedora);
        services.AddCoprJobGrab(Fedora, options => options.AddGroup("0"));
        await using var provider = Build(services);

        provider.GetRequiredKeyedService<ITaskSource>(Fedora).Should().BeSameAs(source);
        var report = await provider.GetRequiredKeyedService<JobGrabber>(Fedora).RunOnceAsync(TestContext.Current.CancellationToken);
        report.Error.Should().BeNull("neither a frontend nor an architecture is asked for");
    }

    [Fact]
    public async Task Every_fault_says_whose_options_are_wrong()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddCoprJobGrab(Fedora, options => options.AddGroup("a b", "x86_64").Frontend.Url = new Uri("http://fe"));
        builder.Services.AddCoprJobGrab(Internal, options => options.AddGroup("1", "x86_64").Loop.Interval = TimeSpan.Zero);
        using var host = builder.Build();
        var start = () => host.StartAsync();

        var thrown = (await start.Should().ThrowAsync<AggregateException>()).Which.InnerExceptions.Cast<OptionsValidationException>()
            .SelectMany(fault => fault.Failures).ToList();

        thrown.Should().HaveCount(3).And.OnlyContain(failure => failure.StartsWith("Grabber '", StringComparison.Ordinal));
        thrown.Where(failure => failure.StartsWith("Grabber 'fedora': ", StringComparison.Ordinal)).Should().ContainSingle().Which.Should().Contain("'a b'");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a:b")]
    [InlineData("@fedora")]
    [InlineData("{fedora}")]
    [InlineData("fédora")]
    [InlineData("fedora\n")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void What_is_no_name_is_refused_with_what_one_is(string name)
    {
        var add = () => new ServiceCollection().AddCoprJobGrab(name);

        add.Should().Throw<ArgumentException>().WithMessage("*1 to 64 letters*");
    }

    [Fact]
    public async Task Calling_it_twice_with_a_name_leaves_one_loop_and_both_configurations()
    {
        var services = Services();
        services.AddCoprJobGrab(Fedora, options => options.AddGroup("0", "*"));
        services.AddCoprJobGrab(Fedora, options => options.Frontend.Url = new Uri("http://fe")).AddLimit("one", _ => null, 1);
        var again = () => services.AddCoprJobGrab(Fedora).AddLimit("one", _ => null, 1);
        again.Should().Throw<ArgumentException>();
        services.AddCoprJobGrab(options => options.AddGroup("0", "*").Frontend.Url = new Uri("http://fe")).AddLimit("one", _ => null, 1);
        await using var provider = Build(services);

        provider.GetServices<IHostedService>().OfType<JobGrabService>().Should().HaveCount(2);
        provider.GetKeyedServices<IEventSink>(Fedora).OfType<LoggerEventSink>().Should().ContainSingle();
        provider.GetKeyedServices<HostLimit>(Fedora).Should().ContainSingle();
    }

    [Fact]
    public async Task A_change_of_one_section_is_followed_by_its_grabber_alone()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?> { ["A:Groups:0:Id"] = "0", ["A:Groups:0:Architectures:0"] = "*" }).Build();
        var (fedora, own) = (new RecordingEventSink(), new RecordingEventSink());
        var services = Services();
        Add(services.AddCoprJobGrab(Fedora, settings.GetSection("A")), Source("1")).AddEventSink(fedora);
        Add(services.AddCoprJobGrab(options => options.AddGroup("0", "*")), Source("1")).AddEventSink(own);
        await using var provider = Build(services);
        var (named, unnamed) = (provider.GetRequiredKeyedService<JobGrabber>(Fedora), provider.GetRequiredService<JobGrabber>());
        await named.RunOnceAsync(TestContext.Current.CancellationToken);
        await unnamed.RunOnceAsync(TestContext.Current.CancellationToken);

        settings["A:Scheduling:Limits:PerOwner"] = "3";
        settings.Reload();
        await named.RunOnceAsync(TestContext.Current.CancellationToken);
        await unnamed.RunOnceAsync(TestContext.Current.CancellationToken);

        fedora.Of<ConfigurationChanged>().Should().ContainSingle();
        own.Of<ConfigurationChanged>().Should().BeEmpty();
    }

    [Fact]
    public void A_second_section_is_refused_for_each_grabber()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?> { ["A:Checks"] = "Warn", ["B:Checks"] = "Warn" }).Build();
        var services = Services();
        services.AddCoprJobGrab(settings.GetSection("A"));
        services.AddCoprJobGrab(Fedora, settings.GetSection("B"));

        var again = () => services.AddCoprJobGrab(settings.GetSection("B"));
        var againWithName = () => services.AddCoprJobGrab(Fedora, settings.GetSection("A"));

        again.Should().Throw<InvalidOperationException>().WithMessage("*twice: 'A', and 'B'*");
        againWithName.Should().Throw<InvalidOperationException>().WithMessage("*'fedora'*twice: 'B', and 'A'*");
    }

    [Fact]
    public void The_task_end_channel_of_all_farms_is_refused_to_a_grabber_with_a_name()
    {
        var add = () => Services().AddCoprJobGrab(Fedora).AddTaskEndChannel();

        add.Should().Throw<InvalidOperationException>().WithMessage("*'fedora'*AddTaskEndChannel*");
    }

    [Fact]
    public async Task The_log_tells_grabbers_apart_by_their_categories()
    {
        using var log = new TestKit.RecordingLoggerProvider();
        var services = new ServiceCollection().AddLogging(logging => logging.AddProvider(log));
        Add(services.AddCoprJobGrab(Fedora, options => options.AddGroup("0", "*")), Source("1"));
        Add(services.AddCoprJobGrab(options => options.AddGroup("0", "*")), Source("1"));
        await using (var provider = services.BuildServiceProvider())
        {
            await provider.GetRequiredKeyedService<JobGrabber>(Fedora).RunOnceAsync(TestContext.Current.CancellationToken);
            await provider.GetRequiredService<JobGrabber>().RunOnceAsync(TestContext.Current.CancellationToken);
        }

        log.Lines.Should().Contain(line => line.StartsWith("Information CoprJobGrab.Cycle.fedora: Tasks pushed"))
            .And.Contain(line => line.StartsWith("Information CoprJobGrab.Cycle: Tasks pushed"));
    }

    [Fact]
    public void A_part_that_is_taken_out_again_is_taken_out_of_the_hosts_services()
    {
        var services = Services();
        var named = new NamedServices(services, Fedora);
        named.AddSingleton(new Shared());
        named.AddSingleton<IHostedService, NoWork>();
        named.TryAddSingleton(new Shared());
        new NamedServices(services, Fedora).Replace(ServiceDescriptor.Singleton<Shared, Shared>());

        services.Where(service => service.ServiceType == typeof(Shared)).Should().ContainSingle().Which.ServiceKey.Should().Be(Fedora);
        new NamedServices(services, Fedora).RemoveAll<Shared>().RemoveAll<IHostedService>();
        new NamedServices(services, Internal).Should().BeEmpty();
        services.Where(service => service.ServiceType == typeof(Shared) || service.ServiceType == typeof(IHostedService)).Should().BeEmpty();
    }

    private static T Of<T>(IServiceProvider provider, string? name) where T : notnull =>
        name is null ? provider.GetRequiredService<T>() : provider.GetRequiredKeyedService<T>(name);

    private static ICoprJobGrabBuilder Add(ICoprJobGrabBuilder builder, ScriptedTaskSource source)
    {
        if (builder.Name is null)
        {
            builder.Services.AddSingleton<ITaskSource>(source);
        }
        else
        {
            builder.Services.AddKeyedSingleton<ITaskSource>(builder.Name, source);
        }

        return builder;
    }

    private static ScriptedTaskSource Source(params string[] ids) => new()
    {
        OnFetch = _ => ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete([.. ids.Select(id => Some.Build(id))]))),
    };

    private static IServiceCollection Services() => new ServiceCollection().AddLogging().AddSingleton<IHostApplicationLifetime, NoLifetime>();

    private static ServiceProvider Build(IServiceCollection services) =>
        services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

    private sealed class Shared;

    private sealed class AskingSource(
        IOptions<CoprJobGrabOptions> options, IEnumerable<IEventSink> sinks, Shared shared, TimeProvider time, IServiceProvider services,
        ILogger<AskingSource> log) : ITaskSource
    {
        public IOptions<CoprJobGrabOptions> Options => options;

        public IEnumerable<IEventSink> Sinks => sinks;

        public Shared Shared => shared;

        public TimeProvider Time => time;

        public IServiceProvider Services => services;

        public ILogger Log => log;

        public ValueTask<TaskSnapshot> FetchAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<ActionTask> FetchActionAsync(ActionListing action, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class OperatingHandler(IJobGrabOperator @operator) : IActionHandler, IDisposable
    {
        public IJobGrabOperator Operator => @operator;

        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;

        public ValueTask<ActionOutcome> HandleAsync(ActionAttempt attempt, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class NoRouter : IBuildRouter
    {
        public RouteDecision Route(BuildTask task) => new RouteDecision.Refuse("no");
    }

    private sealed class NoWork : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
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
}
