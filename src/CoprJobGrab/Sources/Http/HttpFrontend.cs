using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;

namespace CoprJobGrab.Sources.Http;

/// <summary>The wiring of the HTTP frontend.</summary>
internal static class HttpFrontend
{
    /// <summary>The named client for the work lists: no retries, no circuit breaker, and a new connection for each request. The next cycle is the retry of a poll.</summary>
    public const string Polls = "CoprJobGrab.Polls";

    /// <summary>The named client for the answers to cancel requests, of which there may be thousands in a few seconds. Not retried: who answers answers again.</summary>
    public const string Answers = "CoprJobGrab.Answers";

    /// <summary>The named client for reports, which are retried.</summary>
    public const string Reports = "CoprJobGrab.Reports";

    /// <summary>Calls per report, as today's Copr makes (spec 1.7).</summary>
    public const int ReportAttempts = 5;

    /// <summary>More than the pauses between the calls take together, which double from two seconds on and vary.</summary>
    public static readonly TimeSpan ReportPauses = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);

    // A web server closes what is idle, gunicorn after two seconds, and what is sent meanwhile is lost. So what is asked now and then takes a new connection each time, and what comes in
    // quick succession takes one that is younger than any server's patience.
    private static readonly TimeSpan NotKept = TimeSpan.Zero;
    private static readonly TimeSpan ShortlyKept = TimeSpan.FromSeconds(1);

    public static void AddHttpFrontend(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(FrontendClient)))
        {
            return;
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddClient(Polls, NotKept);
        services.AddClient(Answers, ShortlyKept);
        services.AddClient(Reports, ShortlyKept).AddResilienceHandler("retries", AddRetries);
        services.TryAddSingleton<FrontendClient>();
        services.TryAddSingleton<ITaskSource, HttpTaskSource>();
        services.TryAddSingleton<IFrontendReporter, HttpFrontendReporter>();
        // A source of the host's own lists other tasks than the frontend of the options, if there is one.
        services.TryAddSingleton<ICancelRequests>(static provider => provider.GetRequiredService<ITaskSource>() is HttpTaskSource
            ? new HttpCancelRequests(provider.GetRequiredService<FrontendClient>(), provider.GetRequiredService<FrontendOptions>())
            : new NoCancelRequests());
    }

    private static IHttpClientBuilder AddClient(this IServiceCollection services, string name, TimeSpan kept) =>
        services.AddHttpClient(name, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            // The handler renews its own connections, so the factory need not replace it.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.GZip,
                PooledConnectionLifetime = kept,
            });

    private static void AddRetries(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, ResilienceHandlerContext context)
    {
        var options = context.ServiceProvider.GetRequiredService<FrontendOptions>();
        var timeProvider = context.ServiceProvider.GetRequiredService<TimeProvider>();
        pipeline.TimeProvider = timeProvider;
        // A retry is no news beside ActionReportFailed, which says how it ended; the pipeline's metrics stay.
        pipeline.ConfigureTelemetry(NullLoggerFactory.Instance);
        pipeline.AddRetry(new HttpRetryStrategyOptions
        {
            MaxRetryAttempts = ReportAttempts - 1,
            Delay = FirstPause,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldRetryAfterHeader = true,
            ShouldHandle = retry => ValueTask.FromResult(
                HttpClientResiliencePredicates.IsTransient(retry.Outcome)
                // A pause that is longer than an attempt may take is left to the caller, who learns of it from the exception.
                && !(retry.Outcome.Result is { } response && RetryAfterHeader.Of(response, timeProvider) > options.Timeout)),
        });
        pipeline.AddTimeout(new HttpTimeoutStrategyOptions
        {
            TimeoutGenerator = _ => ValueTask.FromResult(options.Timeout),
        });
    }
}
