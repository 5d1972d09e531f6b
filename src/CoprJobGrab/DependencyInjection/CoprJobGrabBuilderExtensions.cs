using System.Diagnostics.CodeAnalysis;
using CoprJobGrab;
using CoprJobGrab.Actions;
using CoprJobGrab.Actions.Redis;
using CoprJobGrab.Checks;
using CoprJobGrab.Checks.Redis;
using CoprJobGrab.DependencyInjection;
using CoprJobGrab.Events;
using CoprJobGrab.Events.Redis;
using CoprJobGrab.Hosting;
using CoprJobGrab.Leadership;
using CoprJobGrab.Leadership.Redis;
using CoprJobGrab.Queues;
using CoprJobGrab.Queues.Claims;
using CoprJobGrab.Queues.Redis;
using CoprJobGrab.Redis;
using CoprJobGrab.Routing;
using CoprJobGrab.TaskEnds;
using CoprJobGrab.TaskEnds.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Replaces and adds parts of the grabber.</summary>
public static class CoprJobGrabBuilderExtensions
{
    private const DynamicallyAccessedMemberTypes Constructors = DynamicallyAccessedMemberTypes.PublicConstructors;

    /// <summary>Takes the lists from this source instead of the frontend's HTTP.</summary>
    /// <typeparam name="T">The source.</typeparam>
    /// <param name="builder">The builder.</param>
    public static ICoprJobGrabBuilder UseTaskSource<[DynamicallyAccessedMembers(Constructors)] T>(this ICoprJobGrabBuilder builder) where T : class,
    ITaskSource =>
        builder.Replace(ServiceDescriptor.Singleton<ITaskSource, T>());

    /// <summary>
    /// Takes the users' cancel requests from here, and answers here, instead of the frontend's HTTP.
    /// With a task source of the host's own, and without this, there are none.
    /// </summary>
    /// <typeparam name="T">The service that is asked for requests and told the answers.</typeparam>
    /// <param name="builder">The builder.</param>
    public static ICoprJobGrabBuilder UseCancelRequests<[DynamicallyAccessedMembers(Constructors)] T>(this ICoprJobGrabBuilder builder) where T : class,
    ICancelRequests =>
        builder.Replace(ServiceDescriptor.Singleton<ICancelRequests, T>());

    /// <summary>Reports to this reporter instead of the frontend's HTTP.</summary>
    /// <typeparam name="T">The reporter.</typeparam>
    /// <param name="builder">The builder.</param>
    public static ICoprJobGrabBuilder UseFrontendReporter<[DynamicallyAccessedMembers(Constructors)] T>(this ICoprJobGrabBuilder builder) where T : class,
    IFrontendReporter =>
        builder.Replace(ServiceDescriptor.Singleton<IFrontendReporter, T>());

    /// <summary>Routes by this router instead of by architecture.</summary>
    /// <typeparam name="T">The router.</typeparam>
    /// <param name="builder">The builder.</param>
    public static ICoprJobGrabBuilder UseRouter<[DynamicallyAccessedMembers(Constructors)] T>(this ICoprJobGrabBuilder builder) where T : class, IBuildRouter =>
        builder.Replace(ServiceDescriptor.Singleton<IBuildRouter, T>());

    /// <summary>
    /// Puts builds into this queue instead of memory. After <see cref="UseRedis(ICoprJobGrabBuilder)"/> one of several grabbers leads by the lease in Redis
    /// all the same.
    /// </summary>
    /// <typeparam name="T">The queue.</typeparam>
    /// <param name="builder">The builder.</param>
    public static ICoprJobGrabBuilder UseQueue<[DynamicallyAccessedMembers(Constructors)] T>(this ICoprJobGrabBuilder builder) where T : class, IBuildQueue
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.RemoveAll<IQueueCounts>();
        return builder.Replace(ServiceDescriptor.Singleton<IBuildQueue, T>());
    }

    /// <summary>
    /// Puts a queue of the host's before the one that the grabber would work with, as for metrics. It serves what it passes on, wherever the call stands
    /// among the others. Of several the last one is outermost.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="decorate">Makes the queue before the given one, once; a class that derives from <see cref="DelegatingBuildQueue"/> is one.</param>
    public static ICoprJobGrabBuilder DecorateQueue(this ICoprJobGrabBuilder builder, Func<IServiceProvider, IBuildQueue, IBuildQueue> decorate)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(decorate);
        builder.Services.AddSingleton(new QueueDecorator(decorate));
        return builder;
    }

    /// <summary>
    /// Puts builds into the queues of a Redis, as <see cref="CoprJobGrabOptions.Redis"/> says, and keeps results of actions there until the frontend has taken
    /// them.
    /// </summary>
    /// <param name="builder">The builder.</param>
    public static ICoprJobGrabBuilder UseRedis(this ICoprJobGrabBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddRedisConnection();
        builder.Services.Replace(ServiceDescriptor.Singleton<IOutcomeStore>(static provider => new RedisOutcomeStore(
            provider.GetRequiredService<RedisConnection>(), provider.GetRequiredService<EventHub>())));
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<ISetupCheck, RedisSetup>(static provider => new RedisSetup(provider.GetRequiredService<RedisConnection>())));
        builder.Services.TryAddSingleton(static provider => new Witnesses(provider.GetRequiredService<RedisConnection>()));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ISetupCheck, Witnesses>(static provider => provider.GetRequiredService<Witnesses>()));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ISetupCheck, GroupMaps>(static provider => new GroupMaps(
            provider.GetRequiredService<RedisConnection>(),
            provider.GetRequiredService<BuilderGroups>(),
            provider.GetRequiredService<IOptions<CoprJobGrabOptions>>().Value.Leadership.Lease,
            provider.GetRequiredService<TimeProvider>())));
        builder.Services.Replace(ServiceDescriptor.Singleton<ILeadership>(CreateLeadership));
        builder.Services.Replace(ServiceDescriptor.Singleton<IQueueCounts>(static provider => new RedisQueueCounts(
            provider.GetRequiredService<RedisConnection>())));
        return builder.Replace(ServiceDescriptor.Singleton<IBuildQueue>(static provider => new ClaimQueue(
            new RedisStore(provider.GetRequiredService<RedisConnection>()),
            provider.GetRequiredService<BuilderGroups>().All.Select(group => group.Id),
            provider.GetRequiredService<TimeProvider>())));
    }

    /// <summary>Puts builds into the queues of this Redis.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configuration">See <see cref="RedisOptions.Configuration"/>.</param>
    public static ICoprJobGrabBuilder UseRedis(this ICoprJobGrabBuilder builder, string configuration) =>
        builder.UseRedis(redis => redis.Configuration = configuration);

    /// <summary>Puts builds into the queues of a Redis.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Says how it is reached.</param>
    public static ICoprJobGrabBuilder UseRedis(this ICoprJobGrabBuilder builder, Action<RedisOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure<CoprJobGrabOptions>(options => configure(options.Redis));
        return builder.UseRedis();
    }

    /// <summary>Puts builds into the queues of a Redis over the host's own connection, which stays the host's to close.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connection">Gives the connection. It should fail fast: <c>AbortOnConnectFail = false</c>, <c>BacklogPolicy.FailFast</c>.</param>
    public static ICoprJobGrabBuilder UseRedis(this ICoprJobGrabBuilder builder, Func<IServiceProvider, IConnectionMultiplexer> connection)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connection);
        builder.Services.Replace(ServiceDescriptor.Singleton(provider => Watched(
            new RedisConnection(connection(provider), provider.GetRequiredService<IOptions<CoprJobGrabOptions>>().Value.Redis.Database), provider)));
        return builder.UseRedis();
    }

    /// <summary>Tells this sink every event.</summary>
    /// <typeparam name="T">The sink.</typeparam>
    /// <param name="builder">The builder.</param>
    public static ICoprJobGrabBuilder AddEventSink<[DynamicallyAccessedMembers(Constructors)] T>(this ICoprJobGrabBuilder builder) where T : class, IEventSink
    {
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IEventSink, T>());
        return builder;
    }

    /// <summary>Tells this sink every event.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="sink">The sink.</param>
    public static ICoprJobGrabBuilder AddEventSink(this ICoprJobGrabBuilder builder, IEventSink sink)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(sink);
        builder.Services.AddSingleton(sink);
        return builder;
    }

    /// <summary>
    /// Sends the events to Copr's Redis log too (wire 5.2), over the connection and in the database of <see cref="UseRedis(ICoprJobGrabBuilder)"/>.
    /// Each event is sent once, however often this is called; the options of the last call count.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Says in which form and in whose name; null for the defaults.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message names everything that is wrong.</exception>
    public static ICoprJobGrabBuilder AddRedisLog(this ICoprJobGrabBuilder builder, Action<RedisLogOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new RedisLogOptions();
        configure?.Invoke(options);
        var problems = options.Problems().ToList();
        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', problems), nameof(configure));
        }

        builder.Services.TryAddRedisConnection();
        builder.Services.Replace(ServiceDescriptor.Singleton(options));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IEventSink, RedisLogSink>(static provider => new RedisLogSink(
            provider.GetRequiredService<RedisConnection>().DatabaseAsync, provider.GetRequiredService<RedisLogOptions>(),
            provider.GetRequiredService<TimeProvider>())));
        return builder;
    }

    /// <summary>
    /// Hears the task-end channel of the backends of 2015 and 2016 (wire 3.3) and their start signal (wire 3.6), over the connection of
    /// <see cref="UseRedis(ICoprJobGrabBuilder)"/>. A message that is heard ends claims promptly; nothing is lost when it is not heard.
    /// With a queue that serves no commands, nothing is acted on.
    /// </summary>
    /// <param name="builder">The builder.</param>
    public static ICoprJobGrabBuilder AddTaskEndChannel(this ICoprJobGrabBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddRedisConnection();
        builder.Services.TryAddSingleton<IStartSignal, RedisStartSignal>();
        builder.Services.TryAddSingleton<TaskEndListener>();
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IHostedService, TaskEndListener>(static provider => provider.GetRequiredService<TaskEndListener>()));
        return builder;
    }

    internal static ICoprJobGrabBuilder Replace(this ICoprJobGrabBuilder builder, ServiceDescriptor part)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(part);
        return builder;
    }

    private static RedisLeadership CreateLeadership(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<CoprJobGrabOptions>>().Value;
        return new RedisLeadership(
            provider.GetRequiredService<RedisConnection>(), options.Leadership.Lease, options.Actions.LongestTimeLimit,
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<Witnesses>());
    }

    private static void TryAddRedisConnection(this IServiceCollection services) =>
        services.TryAddSingleton(
            static provider => Watched(new RedisConnection(provider.GetRequiredService<IOptions<CoprJobGrabOptions>>().Value.Redis), provider));

    private static RedisConnection Watched(RedisConnection connection, IServiceProvider provider)
    {
        connection.Returned += provider.GetRequiredService<StoreReturns>().Tell;
        return connection;
    }
}
