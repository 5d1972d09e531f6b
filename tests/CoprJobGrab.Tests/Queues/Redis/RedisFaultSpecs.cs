using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using CoprJobGrab.Testing.Xunit;
using FluentAssertions;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

public sealed class RedisFaultSpecs : IAsyncDisposable
{
    private const string Secret = "s3cret-of-the-test";

    private readonly List<RedisConnection> _connections = [];

    [Fact]
    public async Task An_absent_Redis_fails_the_cycle_and_is_found_when_it_comes()
    {
        await using var server = RedisServer.Prepare();
        var grabber = Grabber(server);
        (await FluentActions.Awaiting(grabber.ObserveAsync).Should().ThrowAsync<BuildQueueException>())
            .WithMessage($"*127.0.0.1:{server.Port}*no connection*Start Redis*");

        await server.StartAgainAsync();

        await UntilAsync(grabber);
        (await grabber.EnqueueAsync("0", "a")).Enqueued.Should().Equal("a");
    }

    [Fact]
    public async Task A_group_that_left_the_configuration_and_cannot_be_read_is_told_as_one_whose_claims_are_not_known()
    {
        await using var server = await RedisServer.StartAsync();
        var database = await server.DatabaseAsync();
        var old = Queue(server, "old");
        await old.LeadAsync(1, "old");
        await new QueueDriver(old).EnqueueAsync("old", "taken");
        (await new RetaskReader(database, "copr-be-old").DrainAsync()).Should().Equal("taken");
        await database.StringSetAsync("retaskqueue-copr-be-old", "of another type");
        var next = Queue(server, "0");
        await next.LeadAsync(2);

        (await next.ObserveAsync(CancellationToken.None)).UnreadGroup!.Fault.Should().Contain("WRONGTYPE");

        await database.KeyDeleteAsync("retaskqueue-copr-be-old");
        await next.LeadAsync(2);
        var read = await next.ObserveAsync(CancellationToken.None);
        read.Claims.Keys.Should().Equal("taken");
        read.UnreadGroup.Should().BeNull();

        await database.StringSetAsync("retaskqueue-copr-be-old", "of another type");
        (await next.ObserveAsync(CancellationToken.None)).UnreadGroup.Should().BeNull("its claims are known by now");
        await next.LeadAsync(3);
        (await next.ObserveAsync(CancellationToken.None)).UnreadGroup.Should().NotBeNull("others may have led meanwhile");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_Redis_that_is_killed_in_mid_poll_costs_no_task_and_doubles_none(bool persistent)
    {
        await using var server = await RedisServer.StartAsync("--appendonly", persistent ? "yes" : "no");
        var ids = Enumerable.Range(0, 30_000).Select(number => $"{number}").ToList();
        var grabber = Grabber(server);
        await grabber.EnqueueAsync("0", "taken");
        var taken = await new RetaskReader(await server.DatabaseAsync(), "copr-be-0").DrainAsync();
        var tasks = new TrippingList<EnqueuedTask>(
            [.. ids.Select(id => EnqueuedTask.Of(Plans.Task(id)))], tripAt: ids.Count / 2, () => server.KillAsync().GetAwaiter().GetResult());
        var plan = Plans.Of(await grabber.ObserveAsync(), new GroupPlan("0", tasks, []));

        var result = await grabber.ApplyOneAsync(plan);
        await server.StartAgainAsync();
        await UntilAsync(grabber);
        await grabber.CycleAsync("0", ["taken", .. ids]);

        taken.Should().Equal("taken");
        result.Error.Should().NotBeNull();
        result.Enqueued.Count.Should().BeInRange(1, ids.Count / 2);
        var worker = new RetaskReader(await server.DatabaseAsync(), "copr-be-0");
        await UntilConnectedAsync(server);
        (await worker.DrainAsync()).Order().Should().Equal(ids.Order(), "the grabber remembers what was taken, when Redis does not");
    }

    [Fact]
    public async Task A_full_Redis_is_told_and_workers_and_withdrawals_go_on()
    {
        await using var server = await RedisServer.StartAsync();
        var database = await server.DatabaseAsync();
        var grabber = Grabber(server);
        await grabber.EnqueueAsync("0", "a", "b");
        await database.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");

        var refused = await grabber.EnqueueAsync("0", "c");

        refused.Error!.Message.Should().Contain("OOM").And.Contain("maxmemory").And.Contain("retaskqueue-copr-be-0");
        refused.Enqueued.Should().BeEmpty();
        (await database.HashExistsAsync("cjg:{retaskqueue-copr-be-0}:claims", "c")).Should().BeFalse("claim and push are one step");
        (await grabber.WithdrawAsync("0", "b")).Should().BeEquivalentTo(new GroupResult("0") { Withdrawn = ["b"] });
        await database.ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
        (await grabber.EnqueueAsync("0", "c")).Enqueued.Should().Equal("c");
        (await new RetaskReader(database, "copr-be-0").DrainAsync()).Should().Equal("a", "c");
    }

    [Fact]
    public async Task A_Redis_that_became_a_replica_is_told()
    {
        await using var server = await RedisServer.StartAsync();
        var database = await server.DatabaseAsync();
        var grabber = Grabber(server);
        await grabber.EnqueueAsync("0", "a");
        var plan = Plans.Enqueue(await grabber.ObserveAsync(), "0", "b");
        await database.ExecuteAsync("REPLICAOF", "127.0.0.1", $"{LoopbackPort.Next()}");

        (await grabber.ApplyOneAsync(plan)).Error!.Message.Should().Contain("READONLY").And.Contain("primary");

        await database.ExecuteAsync("REPLICAOF", "NO", "ONE");
        await UntilAsync(grabber);
        (await grabber.EnqueueAsync("0", "b")).Enqueued.Should().Equal("b");
    }

    [Fact]
    public async Task A_Redis_that_is_loading_is_told()
    {
        await using var server = LoadingRedis.Start();
        var connection = new RedisConnection(new RedisOptions { Configuration = $"127.0.0.1:{server.Port},connectTimeout=1000,asyncTimeout=1000" });
        _connections.Add(connection);
        var grabber = new QueueDriver(new ClaimQueue(new RedisStore(connection), ["0"], TimeProvider.System));

        (await FaultAsync(grabber, "LOADING")).Message.Should().Contain("still loading");
    }

    [Theory]
    [InlineData(null, "Redis asks for a password. Set Redis:Password.")]
    [InlineData("wrong-" + Secret, "Redis refuses the user name or password. Set Redis:Password to the right one.")]
    public async Task A_wrong_or_missing_password_is_told_and_never_shown(string? password, string told)
    {
        await using var server = await RedisServer.StartAsync("--requirepass", Secret);
        var grabber = Grabber(server, password);

        var thrown = await FaultAsync(grabber, "password");

        thrown.Message.Should().EndWith(told);
        thrown.ToString().Should().NotContain(Secret);
    }

    [Fact]
    public async Task The_right_password_opens()
    {
        await using var server = await RedisServer.StartAsync("--requirepass", Secret);

        (await Grabber(server, Secret).EnqueueAsync("0", "a")).Enqueued.Should().Equal("a");
    }

    [Theory]
    [InlineData("retaskqueue-copr-be-0")]
    [InlineData("cjg:{retaskqueue-copr-be-0}:claims")]
    [InlineData("cjg:{retaskqueue-copr-be-0}:meta")]
    public async Task A_key_of_another_type_costs_its_group_only(string key)
    {
        await using var server = await RedisServer.StartAsync();
        var database = await server.DatabaseAsync();
        await database.StringSetAsync(key, "something else");
        var grabber = Grabber(server);

        var observed = await grabber.ObserveAsync();
        var result = await grabber.ApplyAsync(Plans.Of(observed, new GroupPlan("0", [Plans.Task("a")], []), new GroupPlan("1", [Plans.Task("b")], [])));

        result[0].Error!.Message.Should().Contain("WRONGTYPE").And.Contain(key);
        result[1].Enqueued.Should().Equal("b");
        ((string?)await database.StringGetAsync(key)).Should().Be("something else");
        await database.KeyDeleteAsync(key);
        (await grabber.EnqueueAsync("0", "a")).Enqueued.Should().Equal("a");
    }

    [Theory]
    [InlineData("retaskqueue-copr-be-0")]
    [InlineData("cjg:{retaskqueue-copr-be-0}:claims")]
    [InlineData("cjg:{retaskqueue-copr-be-0}:meta")]
    public async Task A_key_that_became_another_type_before_the_write_leaves_nothing_half_written(string key)
    {
        await using var server = await RedisServer.StartAsync();
        var database = await server.DatabaseAsync();
        var grabber = Grabber(server);
        var plan = Plans.Enqueue(await grabber.ObserveAsync(), "0", "a");
        await database.StringSetAsync(key, "something else");

        (await grabber.ApplyOneAsync(plan)).Error!.Message.Should().Contain("WRONGTYPE");

        (await database.ExecuteAsync("DBSIZE")).ToString().Should().Be("1");
    }

    [Fact]
    public async Task A_configuration_without_an_address_is_refused()
    {
        FluentActions.Invoking(() => RedisConnection.Parse(new RedisOptions { Configuration = "ssl=true" })).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => RedisConnection.Parse(new RedisOptions { Configuration = "localhost,nonsense=1" })).Should().Throw<ArgumentException>();
        await using var connection = new RedisConnection(new RedisOptions { Configuration = $"redis.example.org:6380,password={Secret}" });
        connection.Endpoints.Should().Be("redis.example.org:6380");
        await using var withoutPorts = new RedisConnection(new RedisOptions { Configuration = "redis.example.org,127.0.0.1,[::1]:6381" });
        withoutPorts.Endpoints.Should().Be("redis.example.org, 127.0.0.1, [::1]:6381");
    }

    private QueueDriver Grabber(RedisServer server, string? password = null)
    {
        var connection = new RedisConnection(new RedisOptions { Configuration = $"{server.Address},connectTimeout=1000", Password = password });
        _connections.Add(connection);
        return new QueueDriver(new ClaimQueue(new RedisStore(connection), ["0", "1"], TimeProvider.System));
    }

    private ClaimQueue Queue(RedisServer server, string groupId)
    {
        var connection = new RedisConnection(new RedisOptions { Configuration = server.Address });
        _connections.Add(connection);
        return new ClaimQueue(new RedisStore(connection), [groupId], TimeProvider.System);
    }

    /// <summary>The first fault that tells this; the client learns why there is no connection beside the command that lacks one.</summary>
    private static async Task<BuildQueueException> FaultAsync(QueueDriver grabber, string told)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        while (true)
        {
            var fault = (await FluentActions.Awaiting(grabber.ObserveAsync).Should().ThrowAsync<BuildQueueException>()).Which;
            if (fault.Message.Contains(told, StringComparison.Ordinal))
            {
                return fault;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, deadline.Token);
        }
    }

    /// <summary>Cycles until one observation succeeds, as the loop would.</summary>
    private static async Task UntilAsync(QueueDriver grabber)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        while (true)
        {
            try
            {
                await grabber.ObserveAsync();
                return;
            }
            catch (BuildQueueException) when (!deadline.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, deadline.Token);
            }
        }
    }

    private static async Task UntilConnectedAsync(RedisServer server)
    {
        var database = await server.DatabaseAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        while (true)
        {
            try
            {
                await database.PingAsync();
                return;
            }
            catch (RedisException) when (!deadline.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, deadline.Token);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }
    }
}
