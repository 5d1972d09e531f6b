using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

/// <summary>Whole grabbers on one Redis, each with a decorator before its queue that passes everything on.</summary>
public sealed class DecoratedGrabberSpecs(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private const string List = "retaskqueue-copr-be-0";

    private readonly List<CoprJobGrabHarness> _grabbers = [];
    private IDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await redis.EmptyAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var grabber in _grabbers)
        {
            await grabber.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_leads_and_the_other_stands_by_wherever_the_decorator_was_named(bool first)
    {
        var (one, two) = (Grabber(first), Grabber(first));

        (await one.RunCycleAsync()).Should().Match<CycleReport>(report => report.Ok && report.Role == GrabberRole.Leader && report.Enqueued == 2);

        (await two.RunCycleAsync()).Role.Should().Be(GrabberRole.Standby);
        (await _database.ListLengthAsync(List)).Should().Be(2);
    }

    [Fact]
    public async Task An_old_leader_is_fenced()
    {
        var grabber = Grabber();
        await grabber.RunCycleAsync();
        await _database.HashIncrementAsync($"cjg:{{{List}}}:meta", "epoch");

        (await grabber.RunCycleAsync()).Role.Should().Be(GrabberRole.Standby);

        grabber.Events.Of<RoleChanged>(changed => changed.Change == RoleChange.LeadLost).Should().ContainSingle();
    }

    [Fact]
    public async Task A_task_that_its_user_cancels_leaves_the_list()
    {
        var grabber = Grabber();
        await grabber.RunCycleAsync();
        grabber.Cancels.Request("1");

        (await grabber.RunCancelsAsync()).Removed.Should().Be(1);

        (await _database.ListLengthAsync(List)).Should().Be(1);
    }

    [Fact]
    public async Task A_position_is_told_and_an_operators_request_is_served()
    {
        var grabber = Grabber();
        await grabber.RunCycleAsync();

        var asked = grabber.Services.GetRequiredService<IJobGrabOperator>();
        (await asked.ExplainAsync("2")).Place.Should().Be(new QueuePlace(List, 2, 2));

        await _database.ListRightPopAsync(List);
        await grabber.RunCycleAsync();
        (await asked.ForgetAsync("0")).Should().Be(1);
    }

    private CoprJobGrabHarness Grabber(bool isDecoratedFirst = false)
    {
        var grabber = new CoprJobGrabHarness(parts: builder =>
        {
            // Leases in Redis go by the clock of its server.
            builder.Services.AddSingleton(TimeProvider.System);
            _ = isDecoratedFirst ? builder.WithDecorator().UseRedis(redis.Server.Address) : builder.UseRedis(redis.Server.Address).WithDecorator();
        });
        grabber.List(Some.Build("1"), Some.Build("2"));
        _grabbers.Add(grabber);
        return grabber;
    }
}
