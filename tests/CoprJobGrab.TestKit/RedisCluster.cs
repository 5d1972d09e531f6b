using StackExchange.Redis;

namespace CoprJobGrab.TestKit;

/// <summary>
/// A real Redis Cluster of a test's own: three masters on the loopback that share the slots evenly, without replicas.
/// The nodes keep their data on disk, and those that live serve their slots while another is dead.
/// </summary>
public sealed class RedisCluster : IAsyncDisposable
{
    private const int Slots = 16_384;
    private const int Nodes = 3;

    private static readonly TimeSpan JoinDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(50);

    private readonly RedisServer[] _nodes;
    private ConnectionMultiplexer? _connection;

    private RedisCluster(RedisServer[] nodes) => _nodes = nodes;

    /// <summary>Every node's address, as the configuration of a client names a cluster.</summary>
    public string Addresses => string.Join(',', _nodes.Select(node => node.Address));

    /// <summary>Starts the nodes, joins them, and waits until each serves and knows all slots.</summary>
    public static async Task<RedisCluster> StartAsync()
    {
        var cluster = new RedisCluster(await Task.WhenAll(Enumerable.Range(0, Nodes).Select(_ => RedisServer.StartAsync(Arguments()))));
        try
        {
            await cluster.JoinAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The index of the node that serves this key.</summary>
    public async Task<int> NodeOfAsync(string key) => int.Parse(await _nodes[0].CommandAsync("CLUSTER", "KEYSLOT", key)) * Nodes / Slots;

    /// <summary>Gives this key's slot to another node as an operator does, key by key; the node keeps serving meanwhile.</summary>
    /// <param name="key">A key of the slot.</param>
    /// <param name="to">The node that takes it.</param>
    /// <param name="halfWay">Happens when the first of the slot's keys has moved and the others have not.</param>
    public async Task MoveSlotAsync(string key, int to, Func<Task> halfWay)
    {
        var (source, target) = (_nodes[await NodeOfAsync(key)], _nodes[to]);
        var slot = (await source.CommandAsync("CLUSTER", "KEYSLOT", key)).Trim();
        var (sourceId, targetId) = ((await source.CommandAsync("CLUSTER", "MYID")).Trim(), (await target.CommandAsync("CLUSTER", "MYID")).Trim());
        await target.CommandAsync("CLUSTER", "SETSLOT", slot, "IMPORTING", sourceId);
        await source.CommandAsync("CLUSTER", "SETSLOT", slot, "MIGRATING", targetId);
        await MoveKeysAsync(source, target, slot, 1);
        await halfWay();
        await MoveKeysAsync(source, target, slot, int.MaxValue);
        foreach (var node in new[] { target, source }.Concat(_nodes.Except([source, target])))
        {
            await node.CommandAsync("CLUSTER", "SETSLOT", slot, "NODE", targetId);
        }
    }

    /// <summary>Gives every node a command, one of an operator's.</summary>
    public Task CommandAsync(params string[] command) => Task.WhenAll(_nodes.Select(node => node.CommandAsync(command)));

    /// <summary>Lets a node that still answers refuse every write, as a primary does that has lost its replicas.</summary>
    public Task RefuseWritesAsync(int node, bool refuses) => _nodes[node].CommandAsync("CONFIG", "SET", "min-replicas-to-write", refuses ? "1" : "0");

    /// <summary>Ends one node at once.</summary>
    public Task KillAsync(int node) => _nodes[node].KillAsync();

    /// <summary>Starts a node again, with what it kept, and waits until the cluster is whole.</summary>
    public async Task StartAgainAsync(int node)
    {
        await _nodes[node].StartAgainAsync();
        await WaitUntilWholeAsync();
    }

    /// <summary>A connection of the test itself, apart from the one that is tested.</summary>
    public async Task<IDatabase> DatabaseAsync()
    {
        _connection ??= await ConnectionMultiplexer.ConnectAsync($"{Addresses},abortConnect=false");
        return _connection.GetDatabase();
    }

    /// <summary>Forgets every key of every node.</summary>
    public Task FlushAsync() => CommandAsync("FLUSHALL");

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    private static async Task MoveKeysAsync(RedisServer source, RedisServer target, string slot, int atMost)
    {
        var keys = (await source.CommandAsync("CLUSTER", "GETKEYSINSLOT", slot, $"{atMost}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (keys.Length > 0)
        {
            await source.CommandAsync(["MIGRATE", "127.0.0.1", $"{target.Port}", "", "0", "5000", "KEYS", .. keys]);
        }
    }

    private static string[] Arguments() =>
    [
        "--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1", "--cluster-require-full-coverage", "no", "--cluster-node-timeout", "5000",
        "--appendonly", "yes",
    ];

    private async Task JoinAsync()
    {
        for (var index = 0; index < Nodes; index++)
        {
            await _nodes[index].CommandAsync("CLUSTER", "ADDSLOTSRANGE", $"{Slots * index / Nodes}", $"{(Slots * (index + 1) / Nodes) - 1}");
            await _nodes[index].CommandAsync("CLUSTER", "MEET", "127.0.0.1", $"{_nodes[0].Port}", $"{_nodes[0].BusPort}");
        }

        await WaitUntilWholeAsync();
    }

    private async Task WaitUntilWholeAsync()
    {
        using var deadline = new CancellationTokenSource(JoinDeadline, TimeProvider.System);
        foreach (var node in _nodes)
        {
            while (!IsWhole(await node.CommandAsync("CLUSTER", "INFO")))
            {
                await Task.Delay(LookAgainAfter, TimeProvider.System, deadline.Token);
            }
        }
    }

    private static bool IsWhole(string info) =>
        new[] { "cluster_state:ok", $"cluster_slots_ok:{Slots}", $"cluster_size:{Nodes}" }.All(line => info.Contains(line, StringComparison.Ordinal));
}
