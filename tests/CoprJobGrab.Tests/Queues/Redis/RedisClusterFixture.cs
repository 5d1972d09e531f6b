using CoprJobGrab.TestKit;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

/// <summary>One cluster for a class of tests that leave it usable.</summary>
public sealed class RedisClusterFixture : IAsyncLifetime
{
    public RedisCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Cluster = await RedisCluster.StartAsync();

    public async ValueTask DisposeAsync() => await Cluster.DisposeAsync();
}
