using System.Diagnostics.CodeAnalysis;
using CoprJobGrab;
using CoprJobGrab.Calls;
using CoprJobGrab.DependencyInjection;
using CoprJobGrab.Events;
using CoprJobGrab.Model;
using CoprJobGrab.Workers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Adds workers, which take builds from the queues and run them. Each call adds one, with options of its own, which are checked when the host starts.
/// A host that only builds adds them to <see cref="CoprJobGrabServiceCollectionExtensions.AddCoprJobGrabOperator(IServiceCollection)"/>.
/// </summary>
public static class BuildWorkerBuilderExtensions
{
    private const DynamicallyAccessedMemberTypes Constructors = DynamicallyAccessedMemberTypes.PublicConstructors;

    /// <summary>Adds a worker.</summary>
    /// <typeparam name="THandler">
    /// The handler, with the lifetime with which the host has registered it. Where the host has not, it is made for each build, and disposed of with it.
    /// </typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the worker's options; at least one of <see cref="BuildWorkerOptions.Groups"/> is needed.</param>
    public static ICoprJobGrabBuilder AddBuildWorker<[DynamicallyAccessedMembers(Constructors)] THandler>(
        this ICoprJobGrabBuilder builder, Action<BuildWorkerOptions> configure) where THandler : class, IBuildHandler =>
        builder.Add(configure, static services => services.GetService<THandler>() is { } registered
            ? (registered, false)
            : (ActivatorUtilities.CreateInstance<THandler>(services), true));

    /// <summary>Adds a worker with one handler for all builds.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="handler">The handler, which stays the host's to dispose of.</param>
    /// <param name="configure">Sets the worker's options; at least one of <see cref="BuildWorkerOptions.Groups"/> is needed.</param>
    public static ICoprJobGrabBuilder AddBuildWorker(this ICoprJobGrabBuilder builder, IBuildHandler handler, Action<BuildWorkerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return builder.Add(configure, _ => (handler, false));
    }

    /// <summary>Adds a worker whose handler a factory gives.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="factory">Gives the handler of one build, from its scope. The library does not dispose of what the factory makes.</param>
    /// <param name="configure">Sets the worker's options; at least one of <see cref="BuildWorkerOptions.Groups"/> is needed.</param>
    public static ICoprJobGrabBuilder AddBuildWorker(
        this ICoprJobGrabBuilder builder, Func<IServiceProvider, IBuildHandler> factory, Action<BuildWorkerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return builder.Add(configure, services => (factory(services), false));
    }

    /// <summary>Adds a worker whose handler is a function.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="handle">Builds one task; must be safe to repeat, see <see cref="IBuildHandler"/>.</param>
    /// <param name="configure">Sets the worker's options; at least one of <see cref="BuildWorkerOptions.Groups"/> is needed.</param>
    public static ICoprJobGrabBuilder AddBuildWorker(
        this ICoprJobGrabBuilder builder, Func<BuildWork, CancellationToken, ValueTask<BuildOutcome>> handle, Action<BuildWorkerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return builder.AddBuildWorker(new FunctionBuildHandler(handle), configure);
    }

    /// <summary>
    /// Puts a workers' queue of the host's before the one that the workers would take from, as for metrics. Of several the last one is outermost.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="decorate">Makes the queue before the given one, once; a class that derives from <see cref="DelegatingWorkerQueue"/> is one.</param>
    public static ICoprJobGrabBuilder DecorateWorkerQueue(this ICoprJobGrabBuilder builder, Func<IServiceProvider, IWorkerQueue, IWorkerQueue> decorate)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(decorate);
        builder.Parts().AddSingleton(new WorkerQueueDecorator(decorate));
        return builder;
    }

    private static ICoprJobGrabBuilder Add(
        this ICoprJobGrabBuilder builder, Action<BuildWorkerOptions> configure, Func<IServiceProvider, (IBuildHandler? Handler, bool IsOwn)> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var name = new GrabberName(builder.Name);
        builder.Parts().AddSingleton<IHostedService>(provider => Create(provider, name, configure, create));
        return builder;
    }

    private static BuildWorkerService Create(
        IServiceProvider provider, GrabberName name, Action<BuildWorkerOptions> configure,
        Func<IServiceProvider, (IBuildHandler? Handler, bool IsOwn)> create)
    {
        // A host makes its services before it validates options, and the worker's faults would hide those of the others.
        provider.GetService<IStartupValidator>()?.Validate();
        var options = new BuildWorkerOptions();
        configure(options);
        if (options.Problems().Select(problem => name.Prefix + problem).ToList() is { Count: > 0 } problems)
        {
            throw new OptionsValidationException(name.Options, typeof(BuildWorkerOptions), problems);
        }

        var events = provider.GetRequiredService<EventHub>();
        return new BuildWorkerService(
            new WorkerParts(
                options,
                provider.GetRequiredService<ServedWorkerQueue>().Queue,
                provider.GetRequiredService<IBuildReporter>(),
                new BuildHandlers(
                    provider.GetRequiredService<IServiceScopeFactory>(), provider.GetRequiredService<ILoggerFactory>(), events, create, options.Name),
                events,
                provider.GetRequiredService<Pauses>(),
                provider.GetRequiredService<TimeProvider>()),
            provider.GetRequiredService<IHostApplicationLifetime>(),
            Random.Shared.NextDouble);
    }
}
