using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Cancels;

/// <summary>One builder group that cannot be read, beside one that can.</summary>
public sealed class BrokenGroupSpecs(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private const string Marks = "cjg:{retaskqueue-copr-be-b}:marks";

    [Fact]
    public async Task What_waits_in_a_group_that_is_well_is_cancelled_although_another_is_broken()
    {
        var database = await redis.EmptyAsync();
        await using var harness = await BrokenAsync(database, waiting: "7");
        harness.Cancels.Request("7");

        (await harness.RunCancelsAsync()).Should().Be(new CancelReport { Requested = 1, Removed = 1 });

        await harness.Cancels.Taken.WaitForAsync(new CancelAnswer("7", false));
        (await harness.RunCancelsAsync()).Postponed.Should().Be(0);
        harness.Events.Of<StepFailed>(failed => failed.Step == GrabberStep.Cancels).Should().BeEmpty();
    }

    [Fact]
    public async Task What_nobody_has_claimed_waits_and_that_is_told_once_until_it_is_decided()
    {
        var database = await redis.EmptyAsync();
        await using var harness = await BrokenAsync(database, waiting: "7");
        harness.Cancels.Request("7", "8");

        (await harness.RunCancelsAsync()).Should().Be(new CancelReport { Requested = 2, Removed = 1, Postponed = 1 });
        harness.Events.Of<StepFailed>(failed => failed.Step == GrabberStep.Cancels).Should().BeEmpty("the next step may decide it");
        await harness.RunCancelsAsync();
        (await harness.RunCancelsAsync()).Postponed.Should().Be(1);

        harness.Events.Of<StepFailed>(failed => failed.Step == GrabberStep.Cancels).Should().ContainSingle().Which.Should()
            .Match<StepFailed>(told => told.Count == 1 && told.Error!.Message.Contains("'b'"));
        await database.KeyDeleteAsync(Marks);
        (await harness.RunCancelsAsync()).Removed.Should().Be(1);
    }

    [Fact]
    public async Task A_cancel_is_decided_although_another_writer_has_pushed_since_the_last_cycle()
    {
        var database = await redis.EmptyAsync();
        await using var harness = new CoprJobGrabHarness(options => options.AddGroup("a", "x86_64"), builder => builder.UseRedis(redis.Server.Address));
        harness.List(Some.Build("7"));
        (await harness.RunCycleAsync()).Enqueued.Should().Be(1);
        await database.ListLeftPushAsync(
            "retaskqueue-copr-be-a",
            """{"_data": "{\"task_id\": \"9\", \"chroot\": \"fedora-42-x86_64\"}", "urn": "urn:uuid:9b0a7f6c-0000-4000-8000-000000000001"}""");
        harness.Cancels.Request("7", "9");

        (await harness.RunCancelsAsync()).Should().Be(new CancelReport { Requested = 2, Removed = 2 });

        (await database.ListLengthAsync("retaskqueue-copr-be-a")).Should().Be(0);
    }

    private async Task<CoprJobGrabHarness> BrokenAsync(IDatabase database, string waiting)
    {
        var harness = new CoprJobGrabHarness(
            options =>
            {
                options.AddGroup("a", "x86_64");
                options.AddGroup("b", "aarch64");
            },
            builder => builder.UseRedis(redis.Server.Address));
        harness.List(Some.Build(waiting));
        (await harness.RunCycleAsync()).Enqueued.Should().Be(1);
        await database.StringSetAsync(Marks, "x");
        return harness;
    }
}
