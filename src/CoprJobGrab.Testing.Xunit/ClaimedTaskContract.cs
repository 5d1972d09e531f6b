using System.Text.Json;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Testing.Xunit;

/// <summary>
/// What a plan says of tasks that have a claim already: <see cref="GroupPlan.Requeue"/>, <see cref="GroupPlan.Park"/> and <see cref="GroupPlan.Stamp"/>.
/// It is a part of <see cref="BuildQueueContract"/>, which a test class derives from.
/// </summary>
public abstract class ClaimedTaskContract
{
    /// <summary>The id of one of the queue's two groups.</summary>
    protected virtual string First => "0";

    /// <summary>The id of the other one.</summary>
    protected virtual string Second => "1";

    /// <summary>A queue with the groups <see cref="First"/> and <see cref="Second"/>, empty.</summary>
    protected abstract Task<IBuildQueue> CreateAsync();

    /// <summary>Takes the next element of the group's list as a worker does; null when there is none.</summary>
    protected abstract Task<byte[]?> PopAsync(string groupId);

    [Fact]
    public async Task A_requeued_task_is_pushed_once_with_its_next_attempt()
    {
        var queue = await DriverAsync();
        await queue.EnqueueAsync(First, "a", "b");
        await PopAsync(First);
        var plan = Requeue(await queue.ObserveAsync(), "a");

        var first = await queue.ApplyOneAsync(plan);
        var second = await queue.ApplyOneAsync(plan);

        first.Should().BeEquivalentTo(new GroupResult(First) { Requeued = ["a"] });
        second.Should().BeEquivalentTo(new GroupResult(First) { Superseded = ["a"] });
        (await queue.ObserveAsync()).Claims["a"].Should().Match<Claim>(claim => claim.Attempt == 2 && claim.State == ClaimState.Waiting);
        (await DrainAsync(First)).Should().Equal("b", "a");
    }

    [Fact]
    public async Task Urgent_requeued_tasks_are_popped_before_all_that_waits_and_in_their_own_order()
    {
        var queue = await DriverAsync();
        await queue.EnqueueAsync(First, "a", "b", "c", "old");
        await PopAsync(First);
        await PopAsync(First);
        await PopAsync(First);
        var state = await queue.ObserveAsync();
        string[] lost = ["a", "b", "c"];

        var result = await queue.ApplyOneAsync(Plans.Of(state, new GroupPlan(First, [], [])
        {
            Requeue = [.. lost.Select(taskId => new RequeuedTask(Plans.Task(taskId), state.Claims[taskId], 2) { IsUrgent = taskId != "b" })],
        }));

        result.Requeued.Should().BeEquivalentTo(lost);
        (await queue.ObserveAsync()).Claims.Values.Should().OnlyContain(claim => claim.State == ClaimState.Waiting);
        (await DrainAsync(First)).Should().Equal("a", "c", "old", "b");
        (await queue.ObserveAsync()).Claims.Values.Should().HaveCount(4).And.OnlyContain(claim => claim.State == ClaimState.Silent);
    }

    [Fact]
    public async Task A_requeued_task_can_be_requeued_and_withdrawn_again()
    {
        var queue = await DriverAsync();
        await queue.EnqueueAsync(First, "a");
        for (var attempt = 2; attempt <= 3; attempt++)
        {
            await PopAsync(First);
            (await queue.ApplyOneAsync(Requeue(await queue.ObserveAsync(), "a"))).Requeued.Should().Equal("a");
            (await queue.ObserveAsync()).Claims["a"].Attempt.Should().Be(attempt);
        }

        (await queue.WithdrawAsync(First, "a")).Withdrawn.Should().Equal("a");

        (await queue.ObserveAsync()).Claims.Should().BeEmpty();
        (await DrainAsync(First)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_task_whose_claim_ended_is_not_requeued_by_an_older_plan()
    {
        var queue = await DriverAsync();
        await queue.EnqueueAsync(First, "a");
        await PopAsync(First);
        var plan = Requeue(await queue.ObserveAsync(), "a");
        await queue.WithdrawAsync(First, "a");

        (await queue.ApplyOneAsync(plan)).Should().BeEquivalentTo(new GroupResult(First) { Superseded = ["a"] });

        (await DrainAsync(First)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_parked_task_keeps_its_claim_and_its_reason()
    {
        var queue = await DriverAsync();
        await queue.EnqueueAsync(First, "a");
        await PopAsync(First);
        var state = await queue.ObserveAsync();

        var result = await queue.ApplyOneAsync(Plans.Of(state, new GroupPlan(First, [], []) { Park = [new Decision.Park(state.Claims["a"], "because")] }));

        result.Should().BeEquivalentTo(new GroupResult(First) { Parked = ["a"] });
        (await queue.ObserveAsync()).Claims["a"].Should().Match<Claim>(parked => parked.State == ClaimState.Parked && parked.ParkedBecause == "because");
        (await queue.EnqueueAsync(First, "a")).Duplicates.Should().Equal("a");
        (await DrainAsync(First)).Should().BeEmpty();
    }

    [Fact]
    public async Task The_stamp_of_a_silent_task_is_kept()
    {
        var queue = await DriverAsync();
        await queue.EnqueueAsync(First, "a");
        await PopAsync(First);
        var state = await queue.ObserveAsync();
        var since = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);

        await queue.ApplyAsync(Plans.Of(state, new GroupPlan(First, [], []) { Stamp = [state.Claims["a"] with { SilentSince = since }] }));

        (await queue.ObserveAsync()).Claims["a"].Should().Match<Claim>(claim => claim.SilentSince == since && claim.State == ClaimState.Silent);
    }

    private GrabPlan Requeue(QueueState observed, string taskId) =>
        Plans.Of(
            observed,
            new GroupPlan(First, [], []) { Requeue = [new RequeuedTask(Plans.Task(taskId), observed.Claims[taskId], observed.Claims[taskId].Attempt + 1)] });

    private protected async Task<QueueDriver> DriverAsync() => new(await CreateAsync());

    private protected async Task<List<string>> DrainAsync(string groupId)
    {
        var ids = new List<string>();
        while (await PopAsync(groupId) is { } element)
        {
            using var envelope = JsonDocument.Parse(element);
            using var data = JsonDocument.Parse(envelope.RootElement.GetProperty("_data").GetString()!);
            ids.Add(data.RootElement.GetProperty("task_id").ToString());
        }

        return ids;
    }
}
