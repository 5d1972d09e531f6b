using CoprJobGrab.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CoprJobGrab.Tests.Cancels;

/// <summary>A store in memory with workers of both kinds, and grabbers that share it.</summary>
internal sealed class CancelWorld : IAsyncDisposable
{
    private readonly List<CoprJobGrabHarness> _grabbers = [];
    private readonly InMemoryBuildQueue _pops;

    public CancelWorld()
    {
        _pops = new InMemoryBuildQueue(Store, ["0"]);
        Leasing = new WorkerQueue(Store);
    }

    public InMemoryStore Store { get; } = new(TimeProvider.System);

    /// <summary>A worker that holds leases.</summary>
    public IWorkerQueue Leasing { get; }

    public CoprJobGrabHarness Grabber()
    {
        var grabber = new CoprJobGrabHarness(parts: builder =>
            builder.Services.Replace(ServiceDescriptor.Singleton<IBuildQueue>(new InMemoryBuildQueue(Store, ["0"]))));
        // A younger grabber's epoch is higher, as clocks go.
        grabber.Time.Advance(TimeSpan.FromHours(_grabbers.Count));
        _grabbers.Add(grabber);
        return grabber;
    }

    /// <summary>A worker that gives no sign takes what has waited longest.</summary>
    public bool Pop() => _pops.TryPop("0", out _);

    public async ValueTask DisposeAsync()
    {
        foreach (var grabber in _grabbers)
        {
            await grabber.DisposeAsync();
        }
    }
}
