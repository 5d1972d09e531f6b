using CoprJobGrab.Tests.Queues;
using FluentAssertions;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Explaining;

public sealed class RedisExplainerSpecs(RedisFixture redis) : ExplainerContract, IClassFixture<RedisFixture>
{
    private const string ClaimsKey = "cjg:{retaskqueue-copr-be-0}:claims";

    private readonly RedisConnection _connection = new(new RedisOptions { Configuration = redis.Server.Address });
    private IDatabase _database = null!;

    protected override string ListName => "retaskqueue-copr-be-0";

    internal override IWorkerQueue Worker => new RedisWorkerQueue(_connection);

    public override async ValueTask InitializeAsync() => _database = await redis.EmptyAsync();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _connection.DisposeAsync();
    }

    [Fact]
    public async Task To_ask_leaves_an_empty_Redis_empty()
    {
        Lists("a");

        await WhyAsync("a");

        (await redis.Server.KeysAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_claim_of_an_older_version_does_not_say_since_when_it_waits()
    {
        Lists("a");
        await CycleAsync();
        var claim = (string)(await _database.HashGetAsync(ClaimsKey, "a"))!;
        await _database.HashSetAsync(ClaimsKey, "a", System.Text.RegularExpressions.Regex.Replace(claim, ",\"queued\":[0-9]+", ""));

        (await WhyAsync("a")).Reason.Should().Be("it is queued on the list retaskqueue-copr-be-0 at position 1 of 1, since when was not written down");
    }

    [Fact]
    public async Task A_builder_group_that_cannot_be_observed_may_have_a_task_that_no_other_has()
    {
        Lists("a");
        await CycleAsync();
        await _database.SetAddAsync("cjg:groups", "1");
        await _database.StringSetAsync("retaskqueue-copr-be-1", "no list");

        var claimed = await WhyAsync("a");
        Lists("a", "b");
        var unclaimed = await WhyAsync("b");

        claimed.State.Should().Be(ExplanationState.Queued);
        unclaimed.State.Should().Be(ExplanationState.Unknown);
        unclaimed.Reason.Should().StartWith("builder group 1 could not be observed, and may have it: ");
        unclaimed.Trace.Should().Contain("no builder group has a claim of it, as far as is known");
    }

    protected override void Connect(ICoprJobGrabBuilder builder) => builder.UseRedis(options => options.Configuration = redis.Server.Address);

    protected override async Task PopAsync() => (await _database.ListRightPopAsync("retaskqueue-copr-be-0")).IsNull.Should().BeFalse();
}
