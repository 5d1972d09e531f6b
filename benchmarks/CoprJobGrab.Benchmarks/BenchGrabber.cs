using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CoprJobGrab.Benchmarks;

/// <summary>A grabber as a host has it, without the timer.</summary>
internal sealed class BenchGrabber : IAsyncDisposable
{
    private readonly string _url;
    private readonly ServiceProvider _services;
    private readonly JobGrabber _grabber;
    private readonly CoprJobGrabOptions _options;

    public BenchGrabber(string url, string redis)
    {
        _url = url;
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddCoprJobGrab(options =>
            {
                options.Frontend.Url = new Uri(url);
                options.Frontend.Protocol = FrontendProtocol.Waiting;
                options.AddGroup("0", "x86_64", "i386");
            })
            .UseRedis(redis);
        _services = services.BuildServiceProvider();
        _grabber = _services.GetRequiredService<JobGrabber>();
        _options = _services.GetRequiredService<IOptions<CoprJobGrabOptions>>().Value;
    }

    public TimeSpan Interval
    {
        init => _options.Loop.Interval = value;
    }

    /// <summary>Polls a frontend that lists so many builds.</summary>
    public async Task PollAsync(int size, int expectEnqueued, int expectKept)
    {
        _options.Frontend.Url = new Uri($"{_url}/{size}");
        var report = await _grabber.RunOnceAsync();
        if (!report.Ok || report.Enqueued != expectEnqueued || report.Kept != expectKept)
        {
            throw new InvalidOperationException($"The poll went wrong, so its time means nothing: {report}");
        }
    }

    /// <summary>
    /// Lets the grabber lead anew and observe after the store was emptied.
    /// It is given no list, as a list of another size would change what its memory has held.
    /// </summary>
    public async Task LeadAnewAsync()
    {
        _options.Frontend.Url = new Uri("http://127.0.0.1:1");
        var report = await _grabber.RunOnceAsync();
        if (report is not { Error: TaskSourceException, Role: GrabberRole.Leader })
        {
            throw new InvalidOperationException($"The grabber did not lead anew with no list: {report}");
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
