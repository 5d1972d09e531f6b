using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CoprJobGrab.Snippets;

internal static class Watching
{
    public static void AddHealth(WebApplicationBuilder builder)
    {
        #region health
        builder.Services.AddCoprJobGrab(builder.Configuration.GetSection("CoprJobGrab"));
        builder.Services.AddHealthChecks().AddCoprJobGrab();

        var app = builder.Build();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") });
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = check => check.Tags.Contains("live") });
        #endregion
    }

    public static void AddRedisLog(IServiceCollection services)
    {
        #region redis-log
        services.AddCoprJobGrab(options => options.AddGroup("0", "*", "source"))
            .UseRedis("127.0.0.1:6379")
            .AddRedisLog(log => log.MinimumLevel = LogLevel.Debug);
        #endregion
    }

    public static void AddTaskEnds(IServiceCollection services)
    {
        #region task-end-channel
        services.AddCoprJobGrab(options =>
            {
                options.Frontend.Url = new Uri("https://copr.example.org");
                options.Frontend.Protocol = FrontendProtocol.Waiting;
                options.AddGroup("0", "x86_64", "i386");
            })
            .UseRedis("127.0.0.1:6379")
            .AddTaskEndChannel();
        #endregion
    }

    public static async Task ReadChannelAsync(IServiceCollection services, CancellationToken stop)
    {
        #region event-channel
        var channel = new EventChannel();
        services.AddCoprJobGrab(options => options.AddGroup("0", "*", "source")).AddEventSink(channel);

        // Somewhere else, while the host runs:
        await foreach (var record in channel.Reader.ReadAllAsync(stop))
        {
            Console.WriteLine($"{record.When:F3} {record.Who}: {record.What}");
        }
        #endregion
    }
}
