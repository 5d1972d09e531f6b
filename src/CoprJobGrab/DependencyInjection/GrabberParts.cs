using System.Diagnostics.Metrics;
using CoprJobGrab.Actions;
using CoprJobGrab.Calls;
using CoprJobGrab.Cancels;
using CoprJobGrab.Checks;
using CoprJobGrab.Configuration;
using CoprJobGrab.Events;
using CoprJobGrab.Events.Log;
using CoprJobGrab.Hosting;
using CoprJobGrab.Leadership;
using CoprJobGrab.Model;
using CoprJobGrab.Queues.Memory;
using CoprJobGrab.Routing;
using CoprJobGrab.Scheduling;
using CoprJobGrab.Sources.Http;
using CoprJobGrab.TaskEnds;
using CoprJobGrab.Telemetry;
using CoprJobGrab.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CoprJobGrab.DependencyInjection;

/// <summary>Registers the parts of a grabber, the same ones with a name and without.</summary>
internal static class GrabberParts
{
    /// <summary>
    /// Makes the hosted loop, which is known among the host's services by this very object: what type a factory is of, a native program does not always know.
    /// </summary>
    public static readonly Func<IServiceProvider, JobGrabService> Loop = CreateService;

    /// <summary>The services of the grabber: the host's own, or those that have its name as their key.</summary>
    public static IServiceCollection Parts(this ICoprJobGrabBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Name is null ? builder.Services : new NamedServices(builder.Services, builder.Name);
    }

    /// <summary>The services that a part of the grabber is made with.</summary>
    public static IServiceProvider Of(IServiceProvider provider, GrabberName name) =>
        name.Value is null ? provider : new NamedProvider(provider, name.Value);

    public static CoprJobGrabOptions Options(this IServiceProvider provider) => provider.GetRequiredService<IOptions<CoprJobGrabOptions>>().Value;

    /// <summary>Adds the parts of a grabber. A process that only looks and operates has no loop and takes no lead.</summary>
    public static ICoprJobGrabBuilder AddGrabber(this IServiceCollection host, GrabberName name, bool onlyOperates = false)
    {
        ArgumentNullException.ThrowIfNull(host);
        var builder = new Builder(host, name.Value);
        var services = builder.Parts();
        if (!builder.Chooses(typeof(JobGrabber), onlyOperates ? "AddCoprJobGrabOperator" : "AddCoprJobGrab"))
        {
            return builder;
        }

        services.AddSingleton(name);
        var defaults = new DefaultParts(() => builder.Parts().Where(service => !service.IsKeyedService)) { OnlyOperates = onlyOperates };
        services.AddSingleton(defaults);
        host.AddOptions<CheckedAtStart>(name.Options)
            .Configure<IServiceProvider>((start, provider) => start.Options = Of(provider, name).Options())
            .ValidateOnStart();
        host.AddSingleton<IValidateOptions<CoprJobGrabOptions>>(new CoprJobGrabOptionsValidator(defaults, name));
        host.TryAddSingleton(TimeProvider.System);
        if (name.Value is not null)
        {
            services.AddSingleton(provider => CurrentSettings.AtStart(provider, name.Value));
        }

        // The options of each part, which it is given in place of all options
        services.AddPart(static options => options.Frontend);
        services.AddPart(static options => options.Loop);
        services.AddPart(static options => options.Actions);

        // Sources
        services.AddHttpFrontend(host, name);
        services.TryAddSingleton<IBuildReporter, CoprBuildReporter>();

        // The pauses between two attempts to tell the frontend something
        services.TryAddSingleton(CreatePauses);

        // Routing and scheduling
        services.TryAddSingleton(provider => new BuilderGroups(
            BuilderGroups.Read(provider.Options().Groups), provider.GetRequiredService<DefaultParts>().RoutesByArchitecture, isRequired: !onlyOperates));
        services.TryAddSingleton<CurrentSettings>();
        services.TryAddSingleton<IBuildRouter, ArchitectureRouter>();
        services.TryAddSingleton<Scheduler>();
        services.TryAddSingleton(CreateHostScheduling);

        // Queues
        services.TryAddSingleton(provider => new InMemoryBuildQueue(
            new InMemoryStore(provider.GetRequiredService<TimeProvider>()), provider.GetRequiredService<BuilderGroups>().All.Select(group => group.Id)));
        services.TryAddSingleton<IBuildQueue>(provider => provider.GetRequiredService<InMemoryBuildQueue>());
        services.TryAddSingleton<IWorkerQueue>(
            provider => ServedWorkerQueue.Of(provider, provider.GetRequiredService<InMemoryBuildQueue>(), static memory => memory.Workers));
        services.TryAddSingleton<ServedWorkerQueue>();
        services.TryAddSingleton<ServedQueue>();

        // Leadership
        services.TryAddSingleton<ILeadership, SoleLeadership>();

        // Actions
        services.TryAddSingleton<ActionHandlers>();
        services.TryAddSingleton<IOutcomeStore, MemoryOutcomeStore>();
        // The lanes come after the leadership, so that the container disposes of them before it: the lead is handed over when no action runs.
        services.TryAddSingleton(provider => new ActionStores(
            provider.GetRequiredService<IOutcomeStore>(), provider.GetRequiredService<ILeadership>().Notes, provider.GetRequiredService<EventHub>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ActionLanes>();

        // Task ends
        services.TryAddSingleton<TaskEndBuffer>();
        services.TryAddSingleton<RescheduleOutbox>();
        services.TryAddSingleton(CreateTaskEnds);

        // Cancels
        services.TryAddSingleton(CreateCancels);

        // Checks
        services.TryAddSingleton(CreateSetup);

        // Events
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEventSink, LoggerEventSink>());
        services.TryAddSingleton<GrabberHealth>();
        services.AddSingleton<IEventSink>(provider => provider.GetRequiredService<GrabberHealth>());
        services.TryAddSingleton(provider => new GrabberMeter(
            provider.GetService<IMeterFactory>(), provider.GetRequiredService<TimeProvider>(), name.Value));
        services.AddSingleton<IEventSink, MeasuringSink>();
        services.TryAddSingleton<EventHub>();
        services.TryAddSingleton<CycleEvents>();

        // The cycle and its loop
        services.TryAddSingleton<StoreReturns>();
        services.TryAddSingleton<Turns>();
        services.TryAddSingleton(provider => new LedQueue(
            provider.GetRequiredService<ServedQueue>().Queue, provider.GetRequiredService<CurrentSettings>(), provider.GetRequiredService<TaskEndProcessor>(),
            provider.GetRequiredService<CycleEvents>())
        {
            LeftReports = provider.GetRequiredService<LeftReports>(),
        });
        services.TryAddSingleton(CreateLeftReports);
        services.TryAddSingleton<FrontendLists>();
        services.TryAddSingleton<SharedRules>();
        services.TryAddSingleton<OwnLead>();
        services.TryAddSingleton<Planner>();
        services.TryAddSingleton<CycleSteps>();
        services.TryAddSingleton<TopUpStep>();
        services.TryAddSingleton<CancelStep>();
        services.TryAddSingleton(static provider => new JobGrabber(
            provider.GetRequiredService<Turns>(), provider.GetRequiredService<CycleSteps>(), provider.GetRequiredService<TopUpStep>(),
            provider.GetRequiredService<CancelStep>(), provider.GetRequiredService<Preview>(), provider.GetRequiredService<OwnLead>(),
            provider.GetRequiredService<ActionLanes>()));
        services.TryAddSingleton<Preview>();
        services.TryAddSingleton<StatusReader>();
        services.TryAddSingleton<IJobGrabOperator, JobGrabOperator>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, JobGrabService>(Loop));
        if (onlyOperates)
        {
            services.RemoveAll<JobGrabber>();
            builder.WithoutLoop();
        }

        return builder;
    }

    // A host makes its services before it validates options, and the first grabber's faults would hide those of the others.
    private static JobGrabService CreateService(IServiceProvider provider)
    {
        provider.GetService<IStartupValidator>()?.Validate();
        return ActivatorUtilities.CreateInstance<JobGrabService>(provider);
    }

    private static void AddPart<T>(this IServiceCollection services, Func<CoprJobGrabOptions, T> part) where T : class =>
        services.TryAddSingleton(provider => part(provider.Options()));

    private static CancelService CreateCancels(IServiceProvider provider) => new(
        provider.GetRequiredService<ServedQueue>().Queue.ServesCommands ? FindCancelRequests(provider) : null,
        provider.GetRequiredService<EventHub>(),
        provider.GetRequiredService<Pauses>(),
        provider.GetRequiredService<TimeProvider>());

    // A source of the host's own lists other tasks than the frontend of the options, if there is one.
    private static ICancelRequests? FindCancelRequests(IServiceProvider provider) => provider.GetService<ICancelRequests>()
        ?? (provider.GetRequiredService<DefaultParts>().ListsOverHttp ? provider.GetRequiredService<HttpCancelRequests>() : null);

    private static HostScheduling CreateHostScheduling(IServiceProvider provider) =>
        new(provider.GetService<BuildPriority>(), provider.GetService<UrgencyRule>()?.IsUrgent, [.. provider.GetServices<HostLimit>()]);

    private static Pauses CreatePauses(IServiceProvider provider)
    {
        var reports = provider.Options().Reports;
        return new Pauses(reports.FirstPause, reports.LongestPause, Random.Shared.NextDouble);
    }

    private static SetupChecker CreateSetup(IServiceProvider provider)
    {
        var queue = provider.GetRequiredService<ServedQueue>().Queue;
        var isLedByLease = provider.GetRequiredService<ILeadership>().IsShared;
        var options = provider.Options();
        var scope = new SetupScope
        {
            HasLease = isLedByLease,
            LacksLeadership = queue.IsShared && !isLedByLease,
            QueueText = $"{queue}",
            HasClaims = queue.ServesCommands,
            HasReports = provider.GetRequiredService<DefaultParts>().ReportsOverHttp
                && (provider.GetRequiredService<ActionHandlers>().Any || provider.GetService<IStartSignal>() is not null),
            HasPassword = options.Frontend.Password.Length > 0,
            Interval = options.Loop.Interval,
            Lease = options.Leadership.Lease,
            VisibilityTimeout = options.Claims.VisibilityTimeout,
            StopPatience = options.Loop.StopPatience,
            ShutdownTimeout = provider.GetService<IHostApplicationLifetime>() is null
                ? null
                : provider.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout,
            Checks = options.Checks,
        };
        return new SetupChecker(scope, [.. provider.GetServices<ISetupCheck>()], provider.GetRequiredService<EventHub>());
    }

    // A source of the host's own lists other tasks than the frontend of the options, if there is one.
    private static LeftReports CreateLeftReports(IServiceProvider provider) => new(
        () => new TellerParts(
            provider.GetRequiredService<ServedWorkerQueue>().Queue, provider.GetRequiredService<IBuildReporter>(), provider.GetRequiredService<EventHub>(),
            provider.GetRequiredService<Pauses>(), provider.GetRequiredService<Pauses>().Between(TimeSpan.FromSeconds(1), TellerParts.LongestStorePause),
            provider.GetRequiredService<TimeProvider>(), "leader"),
        provider.GetRequiredService<EventHub>(), provider.GetRequiredService<TimeProvider>())
    {
        IsOff = provider.GetRequiredService<DefaultParts>() is { TellsBuildsOverHttp: true, ListsOverHttp: false },
    };

    private static TaskEndProcessor CreateTaskEnds(IServiceProvider provider) => new(
        provider.GetRequiredService<TaskEndBuffer>(),
        provider.GetRequiredService<RescheduleOutbox>(),
        provider.GetService<IStartSignal>(),
        provider.GetRequiredService<ServedQueue>().Queue is { ServesCommands: true } queue ? queue.CommandAsync : null,
        provider.GetRequiredService<EventHub>())
    {
        TellsOfGivingBack = () => provider.GetRequiredService<IBuildReporter>().TellsOfGivingBack,
    };

    private sealed record Builder(IServiceCollection Services, string? Name) : ICoprJobGrabBuilder;
}
