using CoprJobGrab.TestKit;
using CoprJobGrab.Tests.Queues;

namespace CoprJobGrab.Tests.Telemetry;

/// <summary>The rules of claims hold with elements that say in which span they were pushed.</summary>
public sealed class TracedInMemoryClaimQueueSpecs : InMemoryClaimQueueSpecs
{
    internal override async Task<IBuildQueue> GrabberAsync(params string[] groups) => new TracedQueue(await base.GrabberAsync(groups));
}

/// <summary>The rules of claims hold on Redis with elements that say in which span they were pushed.</summary>
public sealed class TracedRedisClaimQueueSpecs(RedisFixture redis) : RedisClaimQueueSpecs(redis)
{
    internal override async Task<IBuildQueue> GrabberAsync(params string[] groups) => new TracedQueue(await base.GrabberAsync(groups));
}

/// <summary>Workers take, renew and finish tasks whose elements say in which span they were pushed.</summary>
public sealed class TracedInMemoryWorkerLeaseSpecs : InMemoryWorkerLeaseSpecs
{
    internal override async Task<(IBuildQueue Leader, IWorkerQueue Worker)> CreateAsync()
    {
        var (leader, worker) = await base.CreateAsync();
        return (new TracedQueue(leader), worker);
    }
}

/// <summary>Workers take, renew and finish tasks on Redis whose elements say in which span they were pushed.</summary>
public sealed class TracedRedisWorkerLeaseSpecs(RedisFixture redis) : RedisWorkerLeaseSpecs(redis)
{
    internal override async Task<(IBuildQueue Leader, IWorkerQueue Worker)> CreateAsync()
    {
        var (leader, worker) = await base.CreateAsync();
        return (new TracedQueue(leader), worker);
    }
}
