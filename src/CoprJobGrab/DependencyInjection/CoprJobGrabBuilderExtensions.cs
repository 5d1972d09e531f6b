using CoprJobGrab;
using CoprJobGrab.Actions;
using CoprJobGrab.Actions.Redis;
using CoprJobGrab.Checks;
using CoprJobGrab.Checks.Redis;
using CoprJobGrab.DependencyInjection;
using CoprJobGrab.Events.Redis;
using CoprJobGrab.Hosting;
using CoprJobGrab.Leadership;
using CoprJobGrab.Leadership.Redis;
using CoprJobGrab.Model;
using CoprJobGrab.Queues;
using CoprJobGrab.Queues.Claims;
using CoprJobGrab.Queues.Redis;
using CoprJobGrab.Redis;
using CoprJobGrab.Routing;
using CoprJobGrab.Sources.Http;
using CoprJobGrab.TaskEnds;
using CoprJobGrab.TaskEnds.Redis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Replaces and adds parts of the grabber.</summary>
public static class CoprJobGrabBuilderExtensions
{
    /// <summary>
    /// Puts a queue of the host's before the one that the grabber would work with, as for metrics. It serves what it passes on, wherever the call stands
    /// among the others. Of several the last one is outermost.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="decorate">Makes the queue before the given one, once; a class that derives from <see cref="DelegatingBuildQueue"/> is one.</param>
    public static ICoprJobGrabBuilder DecorateQueue(this ICoprJobGrabBuilder builder, Func<IServiceProvider, IBuildQueue, IBuildQueue> decorate)
    {
        ArgumentNullException.ThrowIfNull(decorate);
        builder.Parts().AddSingleton(new QueueDecorator(decorate));
        return builder;
    }

    /// <summary>
    /// Puts builds into the queues of a Redis, as <see cref="CoprJobGrabOptions.Redis"/> says, and keeps results of actions there until the frontend has taken
    /// them.
    /// </summary>
    /// <param name="builder">The builder.</param>
    public static ICoprJobGrabBuilder UseRedis(this ICoprJobGrabBuilder builder)
    {
        var parts = builder.Parts();
        parts.TryAddRedisConnection();
        parts.Replace(ServiceDescriptor.Singleton<IOutcomeStore, RedisOutcomeStore>());
        parts.TryAddEnumerable(ServiceDescriptor.Singleton<ISetupCheck, RedisSetup>());
        parts.TryAddEnumerable(ServiceDescriptor.Singleton<ISetupCheck, GroupOwners>());
        parts.TryAddSingleton<Witnesses>();
        parts.TryAddEnumerable(ServiceDescriptor.Singleton<ISetupCheck, Witnesses>(static provider => provider.GetRequiredService<Witnesses>()));
        parts.TryAddEnumerable(ServiceDescriptor.Singleton<ISetupCheck, GroupMaps>(static provider => new GroupMaps(
            provider.GetRequiredService<RedisConnection>(), provider.GetRequiredService<BuilderGroups>(), provider.Options().Leadership.Lease,
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<GrabberName>())));
        parts.Replace(ServiceDescriptor.Singleton<ILeadership>(CreateLeadership));
        parts.Replace(ServiceDescriptor.Singleton<IQueueCounts, RedisQueueCounts>());
        parts.TryAddSingleton(static provider => new ClaimQueue(
            new RedisStore(provider.GetRequiredService<RedisConnection>(), provider.GetRequiredService<GrabberName>()),
            provider.GetRequiredService<BuilderGroups>().All.Select(group => group.Id),
            provider.GetRequiredService<TimeProvider>())
        {
            TracesEnvelopes = provider.Options().Redis.TraceEnvelopes,
        });
        parts.Replace(ServiceDescriptor.Singleton<IBuildQueue>(static provider => provider.GetRequiredService<ClaimQueue>()));
        parts.Replace(ServiceDescriptor.Singleton<IWorkerQueue>(static provider => ServedWorkerQueue.Of(
            provider, provider.GetRequiredService<ClaimQueue>(), static queue => queue.Workers)));
        return builder;
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
        ArgumentNullException.ThrowIfNull(configure);
        return builder.Configure(options => configure(options.Redis)).UseRedis();
    }

    /// <summary>Puts builds into the queues of a Redis over the host's own connection, which stays the host's to close.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connection">Gives the connection. It should fail fast: <c>AbortOnConnectFail = false</c>, <c>BacklogPolicy.FailFast</c>.</param>
    public static ICoprJobGrabBuilder UseRedis(this ICoprJobGrabBuilder builder, Func<IServiceProvider, IConnectionMultiplexer> connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        builder.Parts().Replace(ServiceDescriptor.Singleton(provider => Watched(
            new RedisConnection(connection(provider), provider.Options().Redis.Database), provider)));
        return builder.UseRedis();
    }

    /// <summary>
    /// Leaves the hosted loop out: the host itself calls <see cref="JobGrabber.RunOnceAsync"/>, <see cref="JobGrabber.TopUpAsync"/> and
    /// <see cref="JobGrabber.ServeCancelRequestsAsync"/>.
    /// </summary>
    /// <param name="builder">The builder.</param>
    public static ICoprJobGrabBuilder WithoutLoop(this ICoprJobGrabBuilder builder)
    {
        var parts = builder.Parts();
        foreach (var loop in parts.Where(part => !part.IsKeyedService && ReferenceEquals(part.ImplementationFactory, GrabberParts.Loop)).ToList())
        {
            parts.Remove(loop);
        }

        return builder;
    }

    /// <summary>
    /// Configures both HTTP clients that ask the frontend, as for certificates, a proxy, headers or service discovery. They have no handler that tries again,
    /// also where the host's defaults for all clients add one, because the grabber itself does; one that is added here stays.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Configures one of the clients; called for each.</param>
    public static ICoprJobGrabBuilder ConfigureFrontendHttpClient(this ICoprJobGrabBuilder builder, Action<IHttpClientBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        foreach (var client in (string[])[HttpFrontend.Polls, HttpFrontend.Reports])
        {
            configure(builder.Services.AddHttpClient(new GrabberName(builder.Name).Own(client)));
        }

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

        builder.Parts().TryAddRedisConnection();
        builder.Parts().Replace(ServiceDescriptor.Singleton(options));
        builder.Parts().TryAddEnumerable(ServiceDescriptor.Singleton<IEventSink, RedisLogSink>(static provider => new RedisLogSink(
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
    /// <exception cref="InvalidOperationException">The grabber has a name, and would hear of the tasks of every farm on the Redis.</exception>
    public static ICoprJobGrabBuilder AddTaskEndChannel(this ICoprJobGrabBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.Name is not null)
        {
            throw new InvalidOperationException(
                $"The task-end channel is one for all farms on a Redis, so that grabber '{builder.Name}' would take the ends of their tasks for its own; "
                    + "leave AddTaskEndChannel out, or add the grabber without a name.");
        }

        builder.Services.TryAddRedisConnection();
        builder.Services.TryAddSingleton<IStartSignal, RedisStartSignal>();
        builder.Services.TryAddSingleton<TaskEndListener>();
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IHostedService, TaskEndListener>(static provider => provider.GetRequiredService<TaskEndListener>()));
        return builder;
    }

    private static RedisLeadership CreateLeadership(IServiceProvider provider)
    {
        var options = provider.Options();
        return new RedisLeadership(
            provider.GetRequiredService<RedisConnection>(), options.Leadership.Lease, options.Actions.LongestTimeLimit,
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<Witnesses>(), name: provider.GetRequiredService<GrabberName>());
    }

    private static void TryAddRedisConnection(this IServiceCollection services) =>
        services.TryAddSingleton(static provider => Watched(new RedisConnection(provider.Options().Redis), provider));

    private static RedisConnection Watched(RedisConnection connection, IServiceProvider provider)
    {
        connection.Returned += provider.GetRequiredService<StoreReturns>().Tell;
        return connection;
    }
}
