using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Actions;

/// <summary>An operator's grabber, which runs no cycle, beside the one that leads, on one Redis.</summary>
public sealed class GivenUpDecisionSpecs(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private const string Text = """{"succeeded":false,"message":"no","givenUp":{"since":"2026-11-25T01:02:03.000Z","reason":"status 500"}}""";

    private static readonly GivenUpReport GivenUp = new(
        new ActionReport(1, false, "no"), new DateTimeOffset(2026, 11, 25, 1, 2, 3, TimeSpan.Zero), "status 500");

    private IDatabase _database = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await redis.EmptyAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(ReportDecision.Tell, 0)]
    [InlineData(ReportDecision.Run, 1)]
    public async Task The_leader_acts_on_a_decision_in_its_next_cycle(ReportDecision decision, int runs)
    {
        await _database.HashSetAsync("cjg:outcomes", "1", Text);
        await using var leader = Rig();
        await using var operators = Rig();
        leader.Actions = [SomeAction.Whole(1)];
        await leader.CycleAsync();
        (await operators.Operator.ActionsAsync(Stop)).GivenUp.Should().Equal(GivenUp);
        leader.Reporter.Tries.Items.Should().BeEmpty();

        (await operators.Operator.DecideReportAsync(1, decision, Stop)).Should().BeTrue();
        await leader.CycleAsync();
        await leader.Reporter.Taken.WaitForCountAsync(1);
        await leader.Grabber.WhenActionsEndAsync(Stop);

        leader.Handler.Begun.Items.Should().HaveCount(runs);
        (await operators.Operator.ActionsAsync(Stop)).GivenUp.Should().BeEmpty();
        (await _database.KeyExistsAsync("cjg:outcomes")).Should().BeFalse();
    }

    [Fact]
    public async Task Nothing_is_decided_about_an_action_whose_result_is_not_given_up_and_a_decision_is_one_of_three()
    {
        await _database.HashSetAsync("cjg:outcomes", "2", """{"succeeded":true}""");
        await using var operators = Rig();

        (await operators.Operator.DecideReportAsync(1, ReportDecision.Tell, Stop)).Should().BeFalse();
        (await operators.Operator.DecideReportAsync(2, ReportDecision.Tell, Stop)).Should().BeFalse();
        await operators.Awaiting(one => one.Operator.DecideReportAsync(2, (ReportDecision)3, Stop)).Should().ThrowAsync<ArgumentOutOfRangeException>();
        (await _database.HashGetAsync("cjg:outcomes", "2")).ToString().Should().Be("""{"succeeded":true}""");
    }

    private GrabberRig Rig() => new(builder => builder.UseRedis(redis.Server.Address));
}
