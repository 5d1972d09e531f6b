using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Workers;

/// <summary>When a worker looks for builds, and how many it takes.</summary>
public sealed class TakingSpecs
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task It_takes_no_more_than_it_can_start_now()
    {
        await using var rig = new WorkerRig(options => options.Concurrency = 2);
        var gates = Enumerable.Range(0, 5).ToDictionary(id => $"{id}", _ => new TaskCompletionSource<BuildOutcome>());
        rig.Handle = (work, stop) => gates[work.Task.TaskId].Task.WaitAsync(stop);
        await rig.StartAsync("0", "1", "2", "3", "4");
        await rig.Works.WaitForCountAsync(2);

        gates["1"].SetResult(new BuildOutcome.Succeeded());

        await rig.Works.WaitForCountAsync(3);
        rig.Works.Items.Select(work => work.Task.TaskId).Should().BeEquivalentTo("0", "1", "2");
        rig.Queue.Calls.Items.Where(call => call.Name == "take").Select(call => call.Count).Should().Equal(2, 1);
    }

    [Fact]
    public async Task An_idle_worker_makes_one_round_trip_in_each_interval_whatever_its_concurrency()
    {
        await using var rig = new WorkerRig(options => options.Concurrency = 50);
        await rig.StartAsync();
        for (var second = 0; second < 130; second++)
        {
            await rig.Clock.PassAsync(Poll);
        }

        var calls = rig.Queue.Calls.Items.Select(call => call.Name).Where(name => name != "listen").ToList();
        calls.Count.Should().BeInRange(130, 131);
        calls.Count(name => name == "untold").Should().Be(3, "reports whose tellers are gone are taken over once a minute");
    }

    [Fact]
    public async Task A_hint_makes_it_look_at_once()
    {
        await using var rig = new WorkerRig();
        await rig.StartAsync();
        await rig.Queue.WaitAsync("listen");
        await rig.Queue.WaitAsync("take");

        await rig.EnqueueAsync("0", "a");

        await rig.Works.WaitForCountAsync(1);
    }

    [Fact]
    public async Task It_is_right_without_hints_and_listens_again_later()
    {
        await using var rig = new WorkerRig();
        rig.Queue.IsDeaf = true;
        await rig.StartAsync();
        await rig.Events.WaitForAsync<StepFailed>(failed => failed.Step == GrabberStep.Workers && failed.Id == "worker");
        await rig.Queue.WaitAsync("take");
        await rig.EnqueueAsync("0", "a");

        await rig.Clock.PassAsync(Poll);
        await rig.Clock.PassAsync(Poll);

        await rig.Works.WaitForCountAsync(1);
        rig.Queue.IsDeaf = false;
        rig.Clock.Advance(TimeSpan.FromSeconds(30));
        await rig.Queue.WaitAsync("listen");
    }

    [Fact]
    public async Task Groups_are_emptied_in_their_order()
    {
        await using var rig = new WorkerRig(options => new[] { "first", "second" }.ToList().ForEach(options.Groups.Add));
        await rig.EnqueueAsync("second", "b");
        await rig.EnqueueAsync("first", "a");
        await rig.StartAsync();

        await rig.Works.WaitForCountAsync(2);
        rig.Works.Items.Select(work => work.GroupId).Should().Equal("first", "second");
    }

    [Theory]
    [InlineData(3, "often")]
    [InlineData(0.5, "rare")]
    public async Task Where_weights_are_given_the_order_is_drawn(double weight, string first)
    {
        // Both draw the same number, so that the weight decides.
        await using var rig = new WorkerRig(
            options =>
            {
                new[] { "rare", "often" }.ToList().ForEach(options.Groups.Add);
                options.Weights["often"] = weight;
            },
            random: 0.5);
        await rig.StartAsync();
        await rig.Queue.WaitAsync("take");

        rig.Queue.Order.Should().HaveCount(2).And.StartWith(first);
    }

    [Fact]
    public async Task While_the_store_is_away_it_pauses_longer_each_time_and_says_so_once()
    {
        await using var rig = new WorkerRig();
        var failures = 0;
        rig.Queue.Before = name => name == "take" && ++failures <= 3 ? throw new BuildQueueException("Redis is away") : Task.CompletedTask;
        await rig.StartAsync("a");

        foreach (var seconds in new[] { 1, 2, 4 })
        {
            await rig.Clock.PassAsync(TimeSpan.FromSeconds(seconds));
        }

        await rig.Works.WaitForCountAsync(1);
        rig.Events.Of<StepFailed>().Should().ContainSingle().Which.Error!.Message.Should().Be("Redis is away");
        rig.HostIsStopped.Should().BeFalse();
    }

    [Fact]
    public async Task A_fault_that_nobody_foresaw_ends_the_process_with_an_exit_code()
    {
        var before = Environment.ExitCode;
        try
        {
            await using var rig = new WorkerRig();
            var isStopped = rig.HostStops.WaitForCountAsync(1);
            rig.Queue.Before = name => name == "take" ? throw new InvalidOperationException("a bug") : Task.CompletedTask;
            await rig.StartAsync();
            await isStopped;
            Environment.ExitCode.Should().Be(1);
        }
        finally
        {
            Environment.ExitCode = before;
        }
    }
}
