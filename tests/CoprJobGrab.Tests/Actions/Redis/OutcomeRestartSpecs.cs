using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Actions;

/// <summary>A whole grabber that ends between a handler's end and the frontend's answer, and the next one on the same Redis.</summary>
public sealed class OutcomeRestartSpecs(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private IDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await redis.EmptyAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_next_grabber_reports_what_a_killed_one_left_and_runs_nothing_again()
    {
        await using var killed = Rig();
        killed.Actions = [SomeAction.Whole(1), SomeAction.Whole(2, "b/two")];
        killed.Reporter.OnReport = (_, _) => new ValueTask(new TaskCompletionSource().Task);
        await killed.CycleAsync();
        await killed.Reporter.Tries.WaitForCountAsync(2);

        await using var next = Rig();
        (await next.CycleAsync()).Role.Should().Be(GrabberRole.Standby, "one that has seen no lead would leave an ended one to those that are connected");
        // As if its lease had run out. A kept result voids the note that its action was begun.
        await _database.HashSetAsync(LeaseKey.Name, "until", 1);
        next.Actions = killed.Actions;
        (await next.CycleAsync()).Error.Should().BeNull();
        await next.Reporter.Taken.WaitForCountAsync(2);
        await next.Grabber.WhenActionsEndAsync(TestContext.Current.CancellationToken);

        killed.Handler.Begun.Items.Should().HaveCount(2);
        next.Reporter.Taken.Items.Should().BeEquivalentTo([new ActionReport(1, true, null), new ActionReport(2, true, null)]);
        next.Handler.Begun.Items.Should().BeEmpty();
        (await _database.KeyExistsAsync("cjg:outcomes")).Should().BeFalse();
    }

    [Fact]
    public async Task While_the_results_cannot_be_read_no_action_begins_and_builds_go_on()
    {
        await _database.StringSetAsync("cjg:outcomes", "of another type");
        await using var grabber = Rig();
        (grabber.Listed, grabber.Actions) = (["a"], [SomeAction.Whole(1)]);

        var report = await grabber.CycleAsync();
        await grabber.CycleAsync();

        report.Error.Should().BeNull();
        report.Enqueued.Should().Be(1);
        grabber.Events.Of<StepFailed>(failed => failed.Step == GrabberStep.OutcomeStore).Should().HaveCount(2);
        grabber.Handler.Begun.Items.Should().BeEmpty();
        await _database.KeyDeleteAsync("cjg:outcomes");
        await grabber.CycleAsync();
        await grabber.Reporter.Taken.WaitForCountAsync(1);
    }

    private GrabberRig Rig() => new(builder => builder.UseRedis(redis.Server.Address));
}
