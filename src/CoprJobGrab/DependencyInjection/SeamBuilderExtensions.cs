using System.Diagnostics.CodeAnalysis;
using CoprJobGrab;
using CoprJobGrab.DependencyInjection;
using CoprJobGrab.Routing;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Puts a host's own parts behind the seams of the grabber: by a type, by a function that makes one, or as an object, which stays the host's to dispose of.
/// A type alone is taken from what the host registers, before or after the call; else one object of it is made, however many seams it stands behind.
/// Each takes the place of what the host registered before. A second call with another part throws <see cref="InvalidOperationException"/>.
/// </summary>
public static class SeamBuilderExtensions
{
    private const DynamicallyAccessedMemberTypes Constructors = DynamicallyAccessedMemberTypes.PublicConstructors;

    /// <summary>Takes the lists from this source instead of the frontend's HTTP.</summary>
    /// <typeparam name="T">The source.</typeparam>
    /// <param name="builder">The builder.</param>
    public static ICoprJobGrabBuilder UseTaskSource<[DynamicallyAccessedMembers(Constructors)] T>(this ICoprJobGrabBuilder builder)
        where T : class, ITaskSource => builder.Use<ITaskSource, T>();

    /// <inheritdoc cref="UseTaskSource{T}"/>
    public static ICoprJobGrabBuilder UseTaskSource(this ICoprJobGrabBuilder builder, ITaskSource source) => builder.Use(source);

    /// <inheritdoc cref="UseTaskSource{T}"/>
    public static ICoprJobGrabBuilder UseTaskSource(this ICoprJobGrabBuilder builder, Func<IServiceProvider, ITaskSource> create) => builder.Use(create);

    /// <summary>
    /// Takes the users' cancel requests from here, and answers here, instead of the frontend's HTTP.
    /// With a task source of the host's own, and without this, there are none.
    /// </summary>
    /// <typeparam name="T">The service that is asked for requests and told the answers.</typeparam>
    /// <param name="builder">The builder.</param>
    public static ICoprJobGrabBuilder UseCancelRequests<[DynamicallyAccessedMembers(Constructors)] T>(this ICoprJobGrabBuilder builder)
        where T : class, ICancelRequests => builder.Use<ICancelRequests, T>();

    /// <inheritdoc cref="UseCancelRequests{T}"/>
    public static ICoprJobGrabBuilder UseCancelRequests(this ICoprJobGrabBuilder builder, ICancelRequests requests) => builder.Use(requests);

    /// <inheritdoc cref="UseCancelRequests{T}"/>
    public static ICoprJobGrabBuilder UseCancelRequests(this ICoprJobGrabBuilder builder, Func<IServiceProvider, ICancelRequests> create) =>
        builder.Use(create);

    /// <summary>Reports to this reporter instead of the frontend's HTTP.</summary>
    /// <typeparam name="T">The reporter.</typeparam>
    /// <param name="builder">The builder.</param>
    public static ICoprJobGrabBuilder UseFrontendReporter<[DynamicallyAccessedMembers(Constructors)] T>(this ICoprJobGrabBuilder builder)
        where T : class, IFrontendReporter => builder.Use<IFrontendReporter, T>();

    /// <inheritdoc cref="UseFrontendReporter{T}"/>
    public static ICoprJobGrabBuilder UseFrontendReporter(this ICoprJobGrabBuilder builder, IFrontendReporter reporter) => builder.Use(reporter);

    /// <inheritdoc cref="UseFrontendReporter{T}"/>
    public static ICoprJobGrabBuilder UseFrontendReporter(this ICoprJobGrabBuilder builder, Func<IServiceProvider, IFrontendReporter> create) =>
        builder.Use(create);

    /// <summary>
    /// Tells this reporter what becomes of builds instead of Copr's frontend. The processes of the workers need it,
    /// and so do those of the grabbers, which tell what no worker has told.
    /// </summary>
    /// <typeparam name="T">The reporter.</typeparam>
    /// <param name="builder">The builder.</param>
    public static ICoprJobGrabBuilder UseBuildReporter<[DynamicallyAccessedMembers(Constructors)] T>(this ICoprJobGrabBuilder builder)
        where T : class, IBuildReporter => builder.Use<IBuildReporter, T>();

    /// <inheritdoc cref="UseBuildReporter{T}"/>
    public static ICoprJobGrabBuilder UseBuildReporter(this ICoprJobGrabBuilder builder, IBuildReporter reporter) => builder.Use(reporter);

    /// <inheritdoc cref="UseBuildReporter{T}"/>
    public static ICoprJobGrabBuilder UseBuildReporter(this ICoprJobGrabBuilder builder, Func<IServiceProvider, IBuildReporter> create) => builder.Use(create);

    /// <summary>Routes by this router instead of by architecture.</summary>
    /// <typeparam name="T">The router.</typeparam>
    /// <param name="builder">The builder.</param>
    public static ICoprJobGrabBuilder UseRouter<[DynamicallyAccessedMembers(Constructors)] T>(this ICoprJobGrabBuilder builder)
        where T : class, IBuildRouter => builder.Use<IBuildRouter, T>();

    /// <inheritdoc cref="UseRouter{T}"/>
    public static ICoprJobGrabBuilder UseRouter(this ICoprJobGrabBuilder builder, IBuildRouter router) => builder.Use(router);

    /// <inheritdoc cref="UseRouter{T}"/>
    public static ICoprJobGrabBuilder UseRouter(this ICoprJobGrabBuilder builder, Func<IServiceProvider, IBuildRouter> create) => builder.Use(create);

    /// <summary>Routes by this function instead of by architecture.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="route">Chooses a task's builder group; see <see cref="IBuildRouter"/>.</param>
    public static ICoprJobGrabBuilder UseRouter(this ICoprJobGrabBuilder builder, Func<BuildTask, RouteDecision> route)
    {
        ArgumentNullException.ThrowIfNull(route);
        return builder.Use(route, ServiceDescriptor.Singleton<IBuildRouter>(new FunctionRouter(route)));
    }

    /// <summary>
    /// Puts builds into this queue instead of memory. After <see cref="CoprJobGrabBuilderExtensions.UseRedis(ICoprJobGrabBuilder)"/> one of several grabbers
    /// leads by the lease in Redis all the same.
    /// </summary>
    /// <typeparam name="T">The queue.</typeparam>
    /// <param name="builder">The builder.</param>
    public static ICoprJobGrabBuilder UseQueue<[DynamicallyAccessedMembers(Constructors)] T>(this ICoprJobGrabBuilder builder)
        where T : class, IBuildQueue => builder.Use<IBuildQueue, T>();

    /// <inheritdoc cref="UseQueue{T}"/>
    public static ICoprJobGrabBuilder UseQueue(this ICoprJobGrabBuilder builder, IBuildQueue queue) => builder.Use(queue);

    /// <summary>Puts builds into these queues in memory, and lets workers take from them.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="queue">The queues.</param>
    public static ICoprJobGrabBuilder UseQueue(this ICoprJobGrabBuilder builder, InMemoryBuildQueue queue)
    {
        builder.Use<IBuildQueue>(queue).Parts().Replace(ServiceDescriptor.Singleton(queue.Workers));
        return builder;
    }

    /// <inheritdoc cref="UseQueue{T}"/>
    public static ICoprJobGrabBuilder UseQueue(this ICoprJobGrabBuilder builder, Func<IServiceProvider, IBuildQueue> create) => builder.Use(create);

    /// <summary>Tells this sink every event. A type is added once, however often this is called.</summary>
    /// <typeparam name="T">The sink.</typeparam>
    /// <param name="builder">The builder.</param>
    public static ICoprJobGrabBuilder AddEventSink<[DynamicallyAccessedMembers(Constructors)] T>(this ICoprJobGrabBuilder builder) where T : class, IEventSink
    {
        builder.Parts().TryAddEnumerable(ServiceDescriptor.Singleton<IEventSink, T>(builder.HostPart<T>()));
        return builder;
    }

    /// <inheritdoc cref="AddEventSink{T}"/>
    public static ICoprJobGrabBuilder AddEventSink(this ICoprJobGrabBuilder builder, IEventSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        builder.Parts().AddSingleton(sink);
        return builder;
    }

    /// <inheritdoc cref="AddEventSink{T}"/>
    public static ICoprJobGrabBuilder AddEventSink(this ICoprJobGrabBuilder builder, Func<IServiceProvider, IEventSink> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        builder.Parts().AddSingleton(create);
        return builder;
    }
}
