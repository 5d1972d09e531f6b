using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CoprJobGrab.Testing;

/// <summary>A world whose queues are in a memory that outlives the grabber.</summary>
public sealed class InMemoryGrabberWorld : GrabberWorld
{
    private readonly Func<IBuildQueue, IBuildQueue> _around;
    private readonly InMemoryBuildQueue _workers;

    /// <summary>Makes the world.</summary>
    /// <param name="around">Puts something of the test's around the queue of each grabber; null puts nothing there.</param>
    public InMemoryGrabberWorld(Func<IBuildQueue, IBuildQueue>? around = null)
    {
        _around = around ?? (queue => queue);
        _workers = new InMemoryBuildQueue(Time, Groups);
    }

    /// <inheritdoc/>
    protected override void UseQueue(ICoprJobGrabBuilder builder, CrashPoints points)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(points);
        builder.Services.Replace(ServiceDescriptor.Singleton(points.Around(_around(new InMemoryBuildQueue(_workers, Groups)))));
    }

    /// <inheritdoc/>
    protected override ValueTask<ReadOnlyMemory<byte>?> PopAsync(string groupId) =>
        ValueTask.FromResult(_workers.TryPop(groupId, out var envelope) ? envelope : default(ReadOnlyMemory<byte>?));
}
