using CoprJobGrab;
using CoprJobGrab.Actions;
using CoprJobGrab.Calls;
using CoprJobGrab.Cancels;
using CoprJobGrab.Checks;
using CoprJobGrab.Configuration;
using CoprJobGrab.DependencyInjection;
using CoprJobGrab.Events;
using CoprJobGrab.Events.Log;
using CoprJobGrab.Hosting;
using CoprJobGrab.Leadership;
using CoprJobGrab.Queues.Memory;
using CoprJobGrab.Routing;
using CoprJobGrab.Scheduling;
using CoprJobGrab.Sources.Http;
using CoprJobGrab.TaskEnds;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Makes a host a job grabber.</summary>
public static class CoprJobGrabServiceCollectionExtensions
{
    /// <summary>
    /// Adds the grabber and its hosted loop: HTTP to the frontend, routing by architecture, queues in memory. May be called more than once; what the host has
    /// registered before stays.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <returns>A builder to replace and add parts with.</returns>
    public static ICoprJobGrabBuilder AddCoprJobGrab(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(service => service.ServiceType == typeof(DefaultParts)))
        {
            return new Builder(services);
        }

        services.AddSingleton(new DefaultParts(services));
        services.AddOptions<CheckedAtStart>().Configure<IOptions<CoprJobGrabOptions>>(static (start, options) => _ = options.Value).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CoprJobGrabOptions>, CoprJobGrabOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);

        // The options of each part, which it is given in place of all options
        services.AddPart(static options => options.Frontend);
        services.AddPart(static options => options.Loop);
        services.AddPart(static options => options.Actions);

        // Sources
        services.AddHttpFrontend();

        // The pauses between two attempts to tell the frontend something
        services.TryAddSingleton(CreatePauses);

        // Routing and scheduling
        services.TryAddSingleton(provider => new BuilderGroups(
            BuilderGroups.Read(provider.GetRequiredService<IOptions<CoprJobGrabOptions>>().Value.Groups),
            provider.GetRequiredService<DefaultParts>().RoutesByArchitecture));
        services.TryAddSingleton<CurrentSettings>();
        services.TryAddSingleton<IBuildRouter, ArchitectureRouter>();
        services.TryAddSingleton<Scheduler>();
        services.TryAddSingleton(CreateHostScheduling);

        // Queues
        services.TryAddSingleton<IBuildQueue>(provider => new InMemoryBuildQueue(
            new InMemoryStore(provider.GetRequiredService<TimeProvider>()), provider.GetRequiredService<BuilderGroups>().All.Select(group => group.Id)));
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
        services.TryAddSingleton<TaskEndBuffer>(_ => new TaskEndBuffer());
        services.TryAddSingleton(provider => new RescheduleOutbox(
            provider.GetRequiredService<IFrontendReporter>(), provider.GetRequiredService<EventHub>(), provider.GetRequiredService<Pauses>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(CreateTaskEnds);

        // Cancels
        services.TryAddSingleton(CreateCancels);

        // Checks
        services.TryAddSingleton(CreateSetup);

        // Events
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEventSink, LoggerEventSink>());
        services.TryAddSingleton<CycleHistory>();
        services.AddSingleton<IEventSink>(provider => provider.GetRequiredService<CycleHistory>());
        services.TryAddSingleton<EventHub>();
        services.TryAddSingleton<CycleEvents>();

        // The cycle and its loop
        services.TryAddSingleton<StoreReturns>();
        services.TryAddSingleton<Turns>();
        services.TryAddSingleton(provider => new LedQueue(
            provider.GetRequiredService<ServedQueue>().Queue, provider.GetRequiredService<CurrentSettings>(), provider.GetRequiredService<TaskEndProcessor>(),
            provider.GetRequiredService<CycleEvents>()));
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
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, JobGrabService>());
        return new Builder(services);
    }

    /// <summary>Adds the grabber and reads its options from configuration.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="section">
    /// A section, which is followed when it changes, with the members of <see cref="CoprJobGrabOptions"/>.
    /// A key that none of them has, or a value that is none of its type, is refused when the host starts, with everything else that is wrong.
    /// </param>
    /// <returns>A builder to replace and add parts with.</returns>
    /// <exception cref="ArgumentException">The section is empty or missing.</exception>
    public static ICoprJobGrabBuilder AddCoprJobGrab(this IServiceCollection services, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        if (!section.Exists())
        {
            throw new ArgumentException(
                $"The configuration section '{section.Path}' is missing or empty; give the one that holds the members of {nameof(CoprJobGrabOptions)}.",
                nameof(section));
        }

        var builder = services.AddCoprJobGrab();
        services.Configure<CoprJobGrabOptions>(options => ConfigurationReader.Read(section, options));
        services.AddSingleton<IOptionsChangeTokenSource<CoprJobGrabOptions>>(new ConfigurationChangeTokenSource<CoprJobGrabOptions>(section));
        return builder;
    }

    /// <summary>Adds the grabber and sets its options in code.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>A builder to replace and add parts with.</returns>
    public static ICoprJobGrabBuilder AddCoprJobGrab(this IServiceCollection services, Action<CoprJobGrabOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = services.AddCoprJobGrab();
        services.Configure(configure);
        return builder;
    }

    private static void AddPart<T>(this IServiceCollection services, Func<CoprJobGrabOptions, T> part) where T : class =>
        services.TryAddSingleton(provider => part(provider.GetRequiredService<IOptions<CoprJobGrabOptions>>().Value));

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
        var reports = provider.GetRequiredService<IOptions<CoprJobGrabOptions>>().Value.Reports;
        return new Pauses(reports.FirstPause, reports.LongestPause, Random.Shared.NextDouble);
    }

    private static SetupChecker CreateSetup(IServiceProvider provider)
    {
        var queue = provider.GetRequiredService<ServedQueue>().Queue;
        var isLedByLease = provider.GetRequiredService<ILeadership>().Rules is not null;
        var options = provider.GetRequiredService<IOptions<CoprJobGrabOptions>>().Value;
        var scope = new SetupScope
        {
            HasLease = isLedByLease,
            LacksLeadership = queue.IsShared && !isLedByLease,
            QueueText = $"{queue}",
            HasClaims = queue.ServesCommands,
            HasReports = HasReports(provider),
            HasPassword = options.Frontend.Password.Length > 0,
            Interval = options.Loop.Interval,
            Lease = options.Leadership.Lease,
            VisibilityTimeout = options.Claims.VisibilityTimeout,
            Checks = options.Checks,
        };
        return new SetupChecker(scope, [.. provider.GetServices<ISetupCheck>()], provider.GetRequiredService<EventHub>());
    }

    private static bool HasReports(IServiceProvider provider) =>
        provider.GetRequiredService<DefaultParts>().ReportsOverHttp
            && (provider.GetRequiredService<ActionHandlers>().Any || provider.GetService<IStartSignal>() is not null);

    private static TaskEndProcessor CreateTaskEnds(IServiceProvider provider) => new(
        provider.GetRequiredService<TaskEndBuffer>(),
        provider.GetRequiredService<RescheduleOutbox>(),
        provider.GetService<IStartSignal>(),
        provider.GetRequiredService<ServedQueue>().Queue is { ServesCommands: true } queue ? queue.CommandAsync : null,
        provider.GetRequiredService<EventHub>());

    private sealed record Builder(IServiceCollection Services) : ICoprJobGrabBuilder;
}
