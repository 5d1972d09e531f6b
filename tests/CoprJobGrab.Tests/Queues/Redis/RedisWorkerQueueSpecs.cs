using CoprJobGrab.Testing;
using FluentAssertions;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

public sealed class RedisWorkerQueueSpecs(RedisFixture redis) : WorkerQueueContract, IClassFixture<RedisFixture>, IAsyncLifetime
{
    private readonly RedisConnection _connection = new(new RedisOptions { Configuration = redis.Server.Address });
    private IDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await redis.EmptyAsync();

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    internal override Task<(IClaimQueue Leader, IWorkerQueue Worker)> CreateAsync() =>
        Task.FromResult<(IClaimQueue, IWorkerQueue)>((new RedisBuildQueue(_connection, ["0"], TimeProvider.System), new RedisWorkerQueue(_connection)));

    protected override Task LoseMarksAsync() => _database.KeyDeleteAsync("cjg:{retaskqueue-copr-be-0}:marks");

    [Fact]
    public async Task What_is_no_build_does_not_block_what_stands_behind_it()
    {
        await _database.ListLeftPushAsync("retaskqueue-copr-be-0", "not JSON");
        await _database.ListLeftPushAsync("retaskqueue-copr-be-0", """{"_data": "{\"task_id\": 7, \"chroot\": null}"}""");

        (await new RedisWorkerQueue(_connection).TakeAsync("0", TimeSpan.FromMinutes(1), CancellationToken.None))!.TaskId.Should().Be("7");
    }

    [Fact]
    public async Task A_worker_that_stops_waits_for_no_connection()
    {
        await using var connection = new RedisConnection(new RedisOptions { Configuration = "127.0.0.1:1" });
        var worker = new RedisWorkerQueue(connection);

        await worker.Awaiting(one => one.TakeAsync("0", TimeSpan.FromMinutes(1), new CancellationToken(canceled: true)).AsTask()).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task A_worker_finishes_when_Redis_takes_no_more()
    {
        var (leader, worker) = await CreateAsync();
        await leader.ApplyAsync(Plans.Enqueue(await leader.ObserveAsync(CancellationToken.None), "0", "a"), CancellationToken.None);
        var taken = await worker.TakeAsync("0", TimeSpan.FromMinutes(1), CancellationToken.None);
        await _database.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");
        try
        {
            (await worker.RenewAsync(taken!, TimeSpan.FromMinutes(1), CancellationToken.None)).Should().NotBeNull();
            (await worker.FinishAsync(taken!, ReleaseReason.Finished, CancellationToken.None)).Should().BeTrue();
        }
        finally
        {
            await _database.ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
        }

        (await leader.ObserveAsync(CancellationToken.None)).Claims["a"].Standing.Should().Be(ClaimStanding.Released);
    }
}
