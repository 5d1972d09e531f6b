using CoprJobGrab.Tests.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CoprJobGrab.Tests.Host.Versions;

/// <summary>A grabber of this version in the test's own process, whose spans a listener records: each element that it pushes says its span.</summary>
internal sealed class TracedGrabber : IAsyncDisposable
{
    private readonly TestTrace _trace = new();
    private readonly IHost _host;

    private TracedGrabber(Uri frontend, string redis)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddCoprJobGrab(options =>
        {
            options.Frontend.Url = frontend;
            options.Frontend.Protocol = FrontendProtocol.Pending;
            options.AddGroup("0", "x86_64");
            options.Loop.Interval = TimeSpan.FromMilliseconds(200);
            options.Leadership.Lease = TimeSpan.FromSeconds(1);
        }).UseRedis(redis);
        _host = builder.Build();
    }

    public static async Task<TracedGrabber> StartAsync(Uri frontend, string redis)
    {
        var grabber = new TracedGrabber(frontend, redis);
        return await grabber._trace.RunAsync(async () =>
        {
            await grabber._host.StartAsync();
            return grabber;
        });
    }

    /// <summary>Ends it cleanly: the lead is handed over.</summary>
    public Task HandOverAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _trace.Dispose();
    }
}
