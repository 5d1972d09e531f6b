using System.Net;
using CoprJobGrab.Model;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CoprJobGrab.Sources.Http;

/// <summary>The wiring of the HTTP frontend.</summary>
internal static class HttpFrontend
{
    /// <summary>
    /// The named client for the work lists: no retries, no circuit breaker, and a new connection for each request. The next cycle is the retry of a poll.
    /// </summary>
    public const string Polls = "CoprJobGrab.Polls";

    /// <summary>
    /// The named client for reports and for answers to cancel requests, of which there may be thousands in a few seconds.
    /// Not retried either: the outbox tells again.
    /// </summary>
    public const string Reports = "CoprJobGrab.Reports";

    private static readonly string?[] RetryHandlers =
        ["Microsoft.Extensions.Http.Resilience.ResilienceHandler", "Microsoft.Extensions.Http.PolicyHttpMessageHandler"];

    // A web server closes what is idle, gunicorn after two seconds, and what is sent meanwhile is lost.
    // So what is asked now and then takes a new connection each time, and what comes in quick succession takes one that is younger than any server's patience.
    private static readonly TimeSpan NotKept = TimeSpan.Zero;
    private static readonly TimeSpan ShortlyKept = TimeSpan.FromSeconds(1);

    /// <param name="services">Those of the grabber.</param>
    /// <param name="host">Those of the host, which has the clients of all grabbers; null when they are the same.</param>
    /// <param name="name">Whose clients they are; null for the grabber without a name.</param>
    public static void AddHttpFrontend(this IServiceCollection services, IServiceCollection? host = null, GrabberName? name = null)
    {
        if (services.Any(service => service.ServiceType == typeof(FrontendClient) && !service.IsKeyedService))
        {
            return;
        }

        (host, name) = (host ?? services, name ?? GrabberName.None);
        host.TryAddSingleton(TimeProvider.System);
        host.AddClient(name.Own(Polls), NotKept);
        host.AddClient(name.Own(Reports), ShortlyKept);
        services.TryAddSingleton<FrontendClient>();
        services.TryAddSingleton<SpokenProtocol>();
        services.TryAddSingleton<FrontendBuilds>();
        services.TryAddSingleton<ITaskSource, HttpTaskSource>();
        services.TryAddSingleton<IFrontendReporter, HttpFrontendReporter>();
        services.TryAddSingleton<HttpCancelRequests>();
    }

    // What a host's defaults add for all clients would ask again below the grabber's own retries. A handler of the host's for these two comes after this.
    private static void RemoveRetries(IList<DelegatingHandler> handlers) =>
        handlers.Where(handler => RetryHandlers.Contains(handler.GetType().FullName)).ToList().ForEach(handler => handlers.Remove(handler));

    private static void AddClient(this IServiceCollection services, string name, TimeSpan kept) =>
        services.AddHttpClient(name, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .ConfigureAdditionalHttpMessageHandlers(static (handlers, _) => RemoveRetries(handlers))
            // The handler renews its own connections, so the factory need not replace it.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.GZip,
                PooledConnectionLifetime = kept,
            });
}
