using CoprJobGrab.TestKit;

namespace CoprJobGrab.Tests.Queues;

/// <summary>A decorator that passes everything on keeps the rules of the public contract.</summary>
public sealed class DecoratedInMemoryBuildQueueSpecs : InMemoryBuildQueueSpecs
{
    protected override async Task<IBuildQueue> CreateAsync() => Decorated.Of(await base.CreateAsync());
}

/// <summary>A decorator that passes everything on keeps the rules of the public contract on Redis.</summary>
public sealed class DecoratedRedisBuildQueueSpecs(RedisFixture redis) : RedisBuildQueueContractSpecs(redis)
{
    protected override async Task<IBuildQueue> CreateAsync() => Decorated.Of(await base.CreateAsync());
}

/// <summary>A decorator that passes everything on keeps the rules of claims.</summary>
public sealed class DecoratedInMemoryClaimQueueSpecs : InMemoryClaimQueueSpecs
{
    internal override async Task<IBuildQueue> GrabberAsync(params string[] groups) => Decorated.Of(await base.GrabberAsync(groups));
}

/// <summary>A decorator that passes everything on keeps the rules of claims on Redis.</summary>
public sealed class DecoratedRedisClaimQueueSpecs(RedisFixture redis) : RedisClaimQueueSpecs(redis)
{
    internal override async Task<IBuildQueue> GrabberAsync(params string[] groups) => Decorated.Of(await base.GrabberAsync(groups));
}

/// <summary>Workers and the leader work together through a decorator that passes everything on.</summary>
public sealed class DecoratedInMemoryWorkerLeaseSpecs : InMemoryWorkerLeaseSpecs
{
    internal override async Task<(IBuildQueue Leader, IWorkerQueue Worker)> CreateAsync()
    {
        var (leader, worker) = await base.CreateAsync();
        return (Decorated.Of(leader), worker);
    }
}

/// <summary>Workers and the leader work together through a decorator that passes everything on, on Redis.</summary>
public sealed class DecoratedRedisWorkerLeaseSpecs(RedisFixture redis) : RedisWorkerLeaseSpecs(redis)
{
    internal override async Task<(IBuildQueue Leader, IWorkerQueue Worker)> CreateAsync()
    {
        var (leader, worker) = await base.CreateAsync();
        return (Decorated.Of(leader), worker);
    }
}
