using CoprJobGrab.TestKit;
using CoprJobGrab.Testing.Xunit;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

/// <summary>The workers' half of the queues in memory keeps the public contract.</summary>
public class InMemoryWorkerQueueSpecs : WorkerQueueContract
{
    protected override Task<(IBuildQueue Leader, IWorkerQueue Workers)> CreateAsync()
    {
        var queue = new InMemoryBuildQueue("0", "1");
        return Task.FromResult<(IBuildQueue, IWorkerQueue)>((queue, queue.Workers));
    }
}

/// <summary>The workers' half of the queues on Redis keeps the public contract.</summary>
public class RedisWorkerQueueSpecs(RedisFixture redis) : WorkerQueueContract, IClassFixture<RedisFixture>, IAsyncLifetime
{
    private readonly RedisConnection _connection = new(new RedisOptions { Configuration = redis.Server.Address });

    public async ValueTask InitializeAsync() => await redis.EmptyAsync();

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override Task<(IBuildQueue Leader, IWorkerQueue Workers)> CreateAsync() => Task.FromResult<(IBuildQueue, IWorkerQueue)>(
        (new ClaimQueue(new RedisStore(_connection), ["0", "1"], TimeProvider.System), new WorkerQueue(new RedisStore(_connection))));
}

/// <summary>A queue that passes everything on to that in memory keeps the public contract.</summary>
public sealed class DelegatingInMemoryWorkerQueueSpecs : InMemoryWorkerQueueSpecs
{
    protected override async Task<(IBuildQueue Leader, IWorkerQueue Workers)> CreateAsync()
    {
        var (leader, workers) = await base.CreateAsync();
        return (leader, new PassingWorkers(workers));
    }
}

/// <summary>A queue that passes everything on to that on Redis keeps the public contract.</summary>
public sealed class DelegatingRedisWorkerQueueSpecs(RedisFixture redis) : RedisWorkerQueueSpecs(redis)
{
    protected override async Task<(IBuildQueue Leader, IWorkerQueue Workers)> CreateAsync()
    {
        var (leader, workers) = await base.CreateAsync();
        return (leader, new PassingWorkers(workers));
    }
}

internal sealed class PassingWorkers(IWorkerQueue inner) : DelegatingWorkerQueue(inner);
