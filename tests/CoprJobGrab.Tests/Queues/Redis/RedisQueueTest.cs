using CoprJobGrab.TestKit;
using CoprJobGrab.Testing.Xunit;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

/// <summary>What tests of the queue on a shared server have in common.</summary>
public abstract class RedisQueueTest(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    protected const string ListKey = "retaskqueue-copr-be-0";
    protected const string ClaimsKey = "cjg:{retaskqueue-copr-be-0}:claims";
    protected const string MetaKey = "cjg:{retaskqueue-copr-be-0}:meta";

    private readonly List<RedisConnection> _connections = [];

    protected FakeTimeProvider Time { get; } = new();

    /// <summary>The test's own way to Redis.</summary>
    protected IDatabase Database { get; private set; } = null!;

    /// <summary>An unmodified Python worker of group 0.</summary>
    protected RetaskReader Worker { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await redis.EmptyAsync();
        Worker = new RetaskReader(Database, "copr-be-0");
    }

    /// <summary>A grabber's queue as after its start; a second one stands for a restarted grabber.</summary>
    protected QueueDriver Grabber(params string[] groups)
    {
        return new QueueDriver(new ClaimQueue(new RedisStore(Connect()), groups.Length > 0 ? groups : ["0"], Time));
    }

    private protected RedisConnection Connect()
    {
        var connection = new RedisConnection(new RedisOptions { Configuration = redis.Server.Address });
        _connections.Add(connection);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}
