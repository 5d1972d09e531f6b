using CoprJobGrab.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;

namespace CoprJobGrab.Tests.Sources;

/// <summary>The HTTP source and the HTTP reporter, wired as in a host, in front of a fake frontend.</summary>
internal sealed class HttpHarness : IAsyncDisposable
{
    public const string Good = """{"task_id": "40127-fedora-42-x86_64", "chroot": "fedora-42-x86_64", "project_owner": "jdoe"}""";
    public const string GoodId = "40127-fedora-42-x86_64";

    private readonly ServiceProvider _services;

    public HttpHarness(
        FrontendProtocol protocol = FrontendProtocol.Pending, Action<FrontendOptions>? configure = null, TimeProvider? time = null, ILoggerProvider? log = null)
    {
        Frontend = new FakeFrontend(protocol);
        var services = new ServiceCollection();
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddHttpFrontend();
        // A second call must change nothing: hosts may call twice.
        services.AddHttpFrontend();
        if (log is not null)
        {
            services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        }

        var options = new FrontendOptions { Url = Frontend.Url, Protocol = protocol };
        configure?.Invoke(options);
        services.AddSingleton(options);
        _services = services.BuildServiceProvider();
        Source = _services.GetRequiredService<ITaskSource>();
        Reporter = _services.GetRequiredService<IFrontendReporter>();
        CancelRequests = _services.GetRequiredService<HttpCancelRequests>();
    }

    public FakeFrontend Frontend { get; }

    public ITaskSource Source { get; }

    public IFrontendReporter Reporter { get; }

    public ICancelRequests CancelRequests { get; }

    public IBuildReporter Builds => ActivatorUtilities.CreateInstance<CoprBuildReporter>(_services);

    /// <summary>The options, which may be changed while it runs.</summary>
    public FrontendOptions Options => _services.GetRequiredService<IOptions<CoprJobGrabOptions>>().Value.Frontend;

    /// <summary>The list that holds the builds in this protocol.</summary>
    public string BuildsEndpoint => Frontend.Protocol == FrontendProtocol.Waiting ? "waiting/" : "pending-jobs/";

    public Task<TaskSnapshot> FetchAsync() => FetchUntilAsync(TestContext.Current.CancellationToken);

    public Task<Listing<string>> FetchCancelsAsync() => CancelRequests.FetchAsync(TestContext.Current.CancellationToken).AsTask();

    public Task<TaskSnapshot> FetchUntilAsync(CancellationToken cancellationToken) => Source.FetchAsync(cancellationToken).AsTask();

    public async Task<TaskSourceException> FailAsync()
    {
        try
        {
            var snapshot = await FetchAsync();
            throw new InvalidOperationException($"The fetch did not fail; it listed {snapshot.Tasks.Count}.");
        }
        catch (TaskSourceException fault)
        {
            return fault;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Frontend.DisposeAsync();
    }
}
