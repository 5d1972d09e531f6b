using Microsoft.Extensions.DependencyInjection;

namespace CoprJobGrab.Tests.Configuration;

/// <summary>The contract, with queues in memory.</summary>
public sealed class ChangeInMemorySpecs : ChangeContract
{
    protected override string Queues => "";

    protected override void Use(ICoprJobGrabBuilder builder)
    {
    }

    protected override Task<string?> PopAsync(IServiceProvider services, string groupId)
    {
        var queue = (InMemoryBuildQueue)services.GetRequiredService<IBuildQueue>();
        return Task.FromResult(queue.TryPop(groupId, out var envelope) ? BuildTask.Parse(RetaskEnvelope.Read(envelope).Data, 0).TaskId : null);
    }
}
