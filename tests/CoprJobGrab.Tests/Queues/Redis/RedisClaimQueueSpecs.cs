using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

public class RedisClaimQueueSpecs(RedisFixture redis) : ClaimQueueContract, IClassFixture<RedisFixture>, IAsyncLifetime
{
    private readonly List<RedisConnection> _connections = [];
    private IDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await redis.EmptyAsync();

    internal override Task<IBuildQueue> GrabberAsync(params string[] groups)
    {
        var connection = new RedisConnection(new RedisOptions { Configuration = redis.Server.Address });
        _connections.Add(connection);
        return Task.FromResult<IBuildQueue>(new ClaimQueue(new RedisStore(connection), groups, TimeProvider.System));
    }

    internal override IWorkerQueue Worker()
    {
        var connection = new RedisConnection(new RedisOptions { Configuration = redis.Server.Address });
        _connections.Add(connection);
        return new WorkerQueue(new RedisStore(connection));
    }

    protected override async Task<string?> TakeAsync(string groupId) =>
        (await new RetaskReader(_database, $"copr-be-{groupId}").DequeueAsync())?.GetProperty("task_id").ToString();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_leader_writes_the_groups_that_it_knows_into_a_registry_that_was_lost(bool leadsAgain)
    {
        var before = await GrabberAsync("0", "old");
        await before.LeadAsync(5, "0", "old");
        await before.ApplyAsync(Plans.Enqueue(await before.ObserveAsync(CancellationToken.None), "old", "a"), CancellationToken.None);
        var leader = await GrabberAsync("0");
        await leader.LeadAsync(6);
        await leader.ObserveAsync(CancellationToken.None);
        await _database.KeyDeleteAsync("cjg:groups");

        await (leadsAgain ? leader.LeadAsync(7).AsTask() : leader.ObserveAsync(CancellationToken.None).AsTask());

        var next = await GrabberAsync("0");
        await next.LeadAsync(8);
        (await next.ObserveAsync(CancellationToken.None)).Claims.Keys.Should().Equal("a");
    }

    [Fact]
    public async Task A_mark_of_a_later_version_ends_the_claim_that_it_names_and_is_told_once()
    {
        var leader = await GrabberAsync("0");
        await leader.LeadAsync(5);
        await leader.ApplyAsync(Plans.Enqueue(await leader.ObserveAsync(CancellationToken.None), "0", "a"), CancellationToken.None);
        await TakeAsync("0");
        var claim = (await leader.ObserveAsync(CancellationToken.None)).Claims["a"];
        await _database.HashSetAsync("cjg:{retaskqueue-copr-be-0}:marks", "a", $"Q {claim.Urn:D} {claim.Attempt} 5 vanished");
        var events = new RecordingEventSink();
        var news = new CycleEvents(new EventHub([events], TimeProvider.System), TimeProvider.System);

        var observed = await leader.ObserveAsync(CancellationToken.None);
        news.Observed(observed);
        news.Observed(observed);

        observed.Claims["a"].State.Should().Be(ClaimState.Released);
        events.Of<SetupNoted>(noted => !noted.IsAboutConfiguration).Should().ContainSingle().Which.Finding.Should()
            .Contain($"a: Q {claim.Urn:D} 1 5 vanished").And.Contain("same version");
    }

    [Theory]
    [InlineData(999_999_999_999_999)]
    [InlineData(9_999_999_999_999_999)]
    public async Task An_epoch_that_no_lead_ever_had_keeps_nobody_from_leading(long epoch)
    {
        await _database.HashSetAsync("cjg:{retaskqueue-copr-be-0}:meta", "epoch", epoch);
        var leader = await GrabberAsync("0");

        await leader.LeadAsync(5);

        (await leader.ApplyAsync(Plans.Enqueue(await leader.ObserveAsync(CancellationToken.None), "0", "a"), CancellationToken.None)).Single()
            .Enqueued.Should().Equal("a");
    }

    protected override async Task LoseAsync(bool claimsOnly)
    {
        if (claimsOnly)
        {
            await _database.KeyDeleteAsync("cjg:{retaskqueue-copr-be-0}:claims");
        }
        else
        {
            await _database.ExecuteAsync("FLUSHALL");
        }
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
