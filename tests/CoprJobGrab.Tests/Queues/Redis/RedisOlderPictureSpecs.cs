using CoprJobGrab.TestKit;
using CoprJobGrab.Testing.Xunit;
using FluentAssertions;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

/// <summary>A Redis that comes back with an older picture: what the grabber knew to be taken is taken, and its elements leave the list.</summary>
public sealed class RedisOlderPictureSpecs(RedisFixture redis) : RedisQueueTest(redis)
{
    private const string MarksKey = "cjg:{retaskqueue-copr-be-0}:marks";

    private static readonly RedisKey[] Keys = [ListKey, ClaimsKey, MetaKey, MarksKey];

    [Fact]
    public async Task Elements_that_were_seen_popped_leave_the_list_when_a_write_is_missing()
    {
        var (_, grabber) = Pair();
        await grabber.EnqueueAsync("0", "a", "b");
        var picture = await PictureAsync();
        await Worker.DequeueAsync();
        await grabber.CycleAsync("0", "a", "b", "c");

        await GoBackAsync(picture);
        await grabber.CycleAsync("0", "a", "b", "c");
        await grabber.CycleAsync("0", "a", "b", "c");

        (await Worker.DrainAsync()).Should().Equal("b", "c");
        (await grabber.ObserveAsync()).Claims["a"].State.Should().Be(ClaimState.Silent);
    }

    [Fact]
    public async Task Elements_that_were_seen_popped_leave_the_list_when_no_write_is_missing_and_the_lead_went_back()
    {
        var (queue, grabber) = Pair();
        await grabber.EnqueueAsync("0", "a", "b");
        var picture = await PictureAsync();
        await Worker.DequeueAsync();
        await grabber.ObserveAsync();

        await GoBackAsync(picture);
        await queue.LeadAsync(7, ["0"], afterLoss: true, CancellationToken.None);
        await grabber.CycleAsync("0", "a", "b");

        (await Worker.DrainAsync()).Should().Equal("b");
    }

    [Fact]
    public async Task A_task_whose_claim_was_ended_before_the_leader_has_seen_the_older_picture_leaves_the_list()
    {
        var (queue, grabber) = Pair();
        await grabber.EnqueueAsync("0", "a", "b");
        var picture = await PictureAsync();
        await Worker.DequeueAsync();
        var claim = (await grabber.ObserveAsync()).Claims["a"];

        await GoBackAsync(picture);
        (await queue.CommandAsync([new ClaimCommand.End(claim, ReleaseReason.Finished)], CancellationToken.None)).Should().Be(1);
        (await Database.ListLengthAsync(ListKey)).Should().Be(2, "it was seen popped, and is not searched for");
        await queue.LeadAsync(7, ["0"], afterLoss: true, CancellationToken.None);
        await grabber.CycleAsync("0", "b");

        (await Worker.DrainAsync()).Should().Equal("b");
        (await grabber.ObserveAsync()).Claims["a"].ReleasedBecause.Should().Be(ReleaseReason.Finished);
    }

    [Fact]
    public async Task A_task_that_was_handed_out_and_taken_after_the_picture_stays_taken()
    {
        var (_, grabber) = Pair();
        await grabber.EnqueueAsync("0", "a");
        var picture = await PictureAsync();
        await grabber.EnqueueAsync("0", "b");
        await Worker.DrainAsync();
        await grabber.ObserveAsync();

        await GoBackAsync(picture);
        await grabber.CycleAsync("0", "a", "b");
        var observed = await grabber.ObserveAsync();

        (await Worker.DrainAsync()).Should().BeEmpty();
        observed.Claims.Values.Should().OnlyContain(claim => claim.State == ClaimState.Silent).And.HaveCount(2);
    }

    [Fact]
    public async Task A_task_that_was_withdrawn_handed_out_anew_and_taken_after_the_picture_stays_taken()
    {
        var (_, grabber) = Pair();
        await grabber.EnqueueAsync("0", "a");
        var picture = await PictureAsync();
        await grabber.WithdrawAsync("0", "a");
        await grabber.EnqueueAsync("0", "a");
        await Worker.DrainAsync();
        await grabber.ObserveAsync();

        await GoBackAsync(picture);
        await grabber.CycleAsync("0", "a");

        (await Worker.DrainAsync()).Should().BeEmpty();
        (await grabber.ObserveAsync()).Claims["a"].State.Should().Be(ClaimState.Silent);
    }

    [Fact]
    public async Task What_another_leader_handed_out_from_the_older_picture_waits()
    {
        var ((queue, first), (_, second)) = (Pair(), Pair());
        await first.EnqueueAsync("0", "x");
        var picture = await PictureAsync();
        await first.EnqueueAsync("0", "a");
        await first.EnqueueAsync("0", "b");
        await first.EnqueueAsync("0", "c");
        await Worker.DrainAsync();
        await first.ObserveAsync();

        await GoBackAsync(picture);
        await Worker.DrainAsync();
        await second.EnqueueAsync("0", "a");
        await queue.LeadAsync(9, ["0"], afterLoss: false, CancellationToken.None);
        await first.CycleAsync("0", "a");

        (await Worker.DrainAsync()).Should().Contain("a");
    }

    [Fact]
    public async Task What_was_popped_again_before_the_look_is_taken_once()
    {
        var (_, grabber) = Pair();
        await grabber.EnqueueAsync("0", "a", "b");
        var picture = await PictureAsync();
        await Worker.DequeueAsync();
        await grabber.CycleAsync("0", "a", "b", "c");

        await GoBackAsync(picture);
        await Worker.DequeueAsync();
        await grabber.CycleAsync("0", "a", "b", "c");

        (await grabber.ObserveAsync()).Claims["a"].State.Should().Be(ClaimState.Silent);
        (await Worker.DrainAsync()).Should().Equal("b", "c");
    }

    [Fact]
    public async Task An_element_that_a_person_pushed_again_waits()
    {
        var (_, grabber) = Pair();
        await grabber.EnqueueAsync("0", "a", "b");
        var element = await Database.ListGetByIndexAsync(ListKey, -1);
        await Worker.DequeueAsync();
        await grabber.CycleAsync("0", "a", "b", "c");

        await Database.ListRightPushAsync(ListKey, element);
        await grabber.CycleAsync("0", "a", "b", "c");

        (await Worker.DrainAsync()).Should().Equal("a", "b", "c");
    }

    [Fact]
    public async Task What_somebody_knew_who_stood_by_does_not_count_against_newer_writes()
    {
        var ((_, leader), (queue, standby)) = (Pair(), Pair());
        await leader.EnqueueAsync("0", "a");
        await Worker.DrainAsync();
        await leader.ObserveAsync();
        await queue.LookAsync(CancellationToken.None);
        await leader.WithdrawAsync("0", "a");
        await leader.EnqueueAsync("0", "a");

        await queue.LeadAsync(9, ["0"], afterLoss: true, CancellationToken.None);
        await standby.CycleAsync("0", "a");

        (await Worker.DrainAsync()).Should().Equal("a");
    }

    private (ClaimQueue Queue, QueueDriver Driver) Pair()
    {
        var queue = new ClaimQueue(new RedisStore(Connect()), ["0"], Time);
        return (queue, new QueueDriver(queue));
    }

    private async Task<byte[]?[]> PictureAsync() => [.. await Task.WhenAll(Keys.Select(key => Database.KeyDumpAsync(key)))];

    private async Task GoBackAsync(byte[]?[] picture)
    {
        await Database.KeyDeleteAsync(Keys);
        foreach (var (key, dump) in Keys.Zip(picture).Where(pair => pair.Second is not null))
        {
            await Database.KeyRestoreAsync(key, dump!);
        }
    }
}
