using Microsoft.Extensions.DependencyInjection;

namespace CoprJobGrab.Benchmarks;

/// <summary>A grabber as a host has it, without the timer.</summary>
internal static class BenchGrabber
{
    public static ServiceProvider Create(int size, string url, string redis)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddCoprJobGrab(options =>
            {
                options.Frontend.Url = new Uri($"{url}/{size}");
                options.Frontend.Protocol = FrontendProtocol.Waiting;
                options.AddGroup("0", "x86_64", "i386");
            })
            .UseRedis(redis);
        return services.BuildServiceProvider();
    }

    public static async Task<TimeSpan> PollAsync(this ServiceProvider provider, int expectEnqueued, int expectKept)
    {
        var report = await provider.GetRequiredService<JobGrabber>().RunOnceAsync();
        if (!report.Ok || report.Enqueued != expectEnqueued || report.Kept != expectKept)
        {
            throw new InvalidOperationException($"The poll went wrong, so its time means nothing: {report}");
        }

        return report.Elapsed;
    }
}
