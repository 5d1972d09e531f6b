using CoprJobGrab.TestKit;
using FluentAssertions;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

public class RedisWorkerLeaseSpecs(RedisFixture redis) : WorkerLeaseContract, IClassFixture<RedisFixture>, IAsyncLifetime
{
    private readonly RedisConnection _connection = new(new RedisOptions { Configuration = redis.Server.Address });
    private IDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await redis.EmptyAsync();

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal override Task<(IBuildQueue Leader, IWorkerQueue Worker)> CreateAsync() =>
        Task.FromResult<(IBuildQueue, IWorkerQueue)>(
            (new ClaimQueue(new RedisStore(_connection), ["0"], TimeProvider.System), new WorkerQueue(new RedisStore(_connection))));

    protected override Task LoseMarksAsync() => _database.KeyDeleteAsync("cjg:{retaskqueue-copr-be-0}:marks");

    protected override Task LoseReportsAsync() => _database.KeyDeleteAsync("cjg:{retaskqueue-copr-be-0}:reports");

    protected override Task LoseClaimsAsync() => _database.KeyDeleteAsync("cjg:{retaskqueue-copr-be-0}:claims");

    protected override async Task<string?> PopAsync() => (await new RetaskReader(_database, "copr-be-0").DequeueAsync())?.GetProperty("task_id").ToString();

    [Fact]
    public async Task What_is_no_build_does_not_block_what_stands_behind_it()
    {
        await _database.ListLeftPushAsync("retaskqueue-copr-be-0", "not JSON");
        await _database.ListLeftPushAsync("retaskqueue-copr-be-0", """{"_data": "{\"task_id\": 7, \"chroot\": null}"}""");

        (await new WorkerQueue(new RedisStore(_connection)).TakeAsync("0", TimeSpan.FromMinutes(1), CancellationToken.None))!.TaskId.Should().Be("7");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_task_that_was_pushed_twice_without_a_claim_is_taken_once_while_its_lease_lasts(bool hasEnded)
    {
        var worker = new WorkerQueue(new RedisStore(_connection));
        await _database.ListLeftPushAsync("retaskqueue-copr-be-0", """{"_data": "{\"task_id\": \"a\", \"chroot\": null}"}""");
        await _database.ListLeftPushAsync("retaskqueue-copr-be-0", """{"_data": "{\"task_id\": \"a\", \"chroot\": null, \"again\": true}"}""");
        var taken = await worker.TakeAsync("0", hasEnded ? TimeSpan.Zero : Lease, CancellationToken.None);
        if (hasEnded)
        {
            await worker.EndAsync([new EndedBuild(taken!, default)], "one", Lease, CancellationToken.None);
        }

        (await worker.TakeAsync("0", Lease, CancellationToken.None)).Should().BeNull();

        (await _database.ListLengthAsync("retaskqueue-copr-be-0")).Should().Be(0);
    }

    [Fact]
    public async Task What_was_handed_out_again_is_found_in_one_walk_through_the_list_however_many_they_are()
    {
        const int Builds = 60;
        var (leader, worker) = await CreateAsync();
        string[] ids = [.. Enumerable.Range(0, Builds).Select(number => $"{number}")];
        await EnqueueAsync(leader, ids);
        var taken = await worker.TakeAsync(["0"], Builds, TimeSpan.Zero, CancellationToken.None);
        await RequeueAsync(leader, ids);

        var third = Builds / 3;
        (await WalksAsync(() => worker.RenewAsync([.. taken.Take(third)], Lease, CancellationToken.None).AsTask())).Should().Be(1);
        (await WalksAsync(() => worker.EndAsync(
            [.. taken.Skip(third).Take(third).Select(build => new EndedBuild(build, default))], "one", Lease, CancellationToken.None).AsTask())).Should().Be(1);
        (await WalksAsync(() => worker.FinishAsync(
            [.. taken.Skip(2 * third).Select(build => (build, (BuildRelease)new BuildRelease.Finished()))], CancellationToken.None).AsTask())).Should().Be(1);

        (await _database.ListLengthAsync("retaskqueue-copr-be-0")).Should().Be(0);
        (await ObserveAsync(leader)).Claims.Values.Should().NotContain(claim => claim.State == ClaimState.Silent);
    }

    [Fact]
    public async Task A_worker_that_stops_waits_for_no_connection()
    {
        await using var connection = new RedisConnection(new RedisOptions { Configuration = "127.0.0.1:1" });
        var worker = new WorkerQueue(new RedisStore(connection));

        await worker.Awaiting(one => one.TakeAsync("0", TimeSpan.FromMinutes(1), new CancellationToken(canceled: true)).AsTask()).Should()
            .ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task A_worker_takes_renews_and_finishes_when_Redis_takes_no_more()
    {
        var (leader, worker) = await CreateAsync();
        await EnqueueAsync(leader, "a", "b");
        var first = await worker.TakeAsync("0", Lease, CancellationToken.None);

        await WhileFullAsync(async () =>
        {
            (await worker.RenewAsync(first!, Lease, CancellationToken.None)).Should()
                .BeEquivalentTo(first, options => options.Excluding(build => build!.LeasedUntil));
            var second = await worker.TakeAsync("0", Lease, CancellationToken.None);
            second!.TaskId.Should().Be("b");
            (await worker.FinishAsync(first!, ReleaseReason.Finished, CancellationToken.None)).Should().BeTrue();
            (await worker.FinishAsync(second, ReleaseReason.Finished, CancellationToken.None)).Should().BeTrue();
        });

        (await ObserveAsync(leader)).Claims.Values.Should().HaveCount(2).And.OnlyContain(claim => claim.State == ClaimState.Released);
    }

    [Fact]
    public async Task A_lost_lease_is_taken_back_when_Redis_takes_no_more()
    {
        var (leader, worker) = await CreateAsync();
        await EnqueueAsync(leader, "a");
        var taken = await worker.TakeAsync("0", Lease, CancellationToken.None);
        await LoseMarksAsync();

        await WhileFullAsync(
            async () => (await worker.RenewAsync(taken!, Lease, CancellationToken.None)).Should()
                .BeEquivalentTo(taken, options => options.Excluding(build => build!.LeasedUntil)));

        (await ObserveAsync(leader)).Claims["a"].State.Should().Be(ClaimState.Leased);
    }

    [Fact]
    public async Task Who_has_a_build_that_was_handed_out_again_takes_it_out_of_the_list_when_Redis_takes_no_more()
    {
        var (leader, worker) = await CreateAsync();
        await EnqueueAsync(leader, "renewed", "finished");
        var renewed = await worker.TakeAsync("0", Lease, CancellationToken.None);
        var finished = await worker.TakeAsync("0", Lease, CancellationToken.None);
        await RequeueAsync(leader, "renewed", "finished");

        await WhileFullAsync(async () =>
        {
            (await worker.RenewAsync(renewed!, Lease, CancellationToken.None)).Should().Match<TakenBuild>(build => build.Attempt == 2);
            (await worker.FinishAsync(finished!, ReleaseReason.Finished, CancellationToken.None)).Should().BeTrue();
            (await worker.TakeAsync("0", Lease, CancellationToken.None)).Should().BeNull();
        });

        var claims = (await ObserveAsync(leader)).Claims;
        (claims["renewed"].State, claims["finished"].State).Should().Be((ClaimState.Leased, ClaimState.Released));
    }

    /// <summary>How often the list was read meanwhile: each walk through a short one is one LRANGE.</summary>
    private async Task<int> WalksAsync(Func<Task> act)
    {
        await _database.ExecuteAsync("CONFIG", "RESETSTAT");
        await act();
        var stats = $"{await _database.ExecuteAsync("INFO", "commandstats")}";
        return int.Parse(stats.Split("cmdstat_lrange:calls=")[1].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Does it while Redis refuses whatever would need memory, and makes sure that it does.</summary>
    private async Task WhileFullAsync(Func<Task> act)
    {
        await _database.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");
        try
        {
            (await FluentActions.Awaiting(() => _database.StringSetAsync("one", "more")).Should().ThrowAsync<RedisServerException>()).WithMessage("OOM*");
            await act();
        }
        finally
        {
            await _database.ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
        }
    }
}
