using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace CoprJobGrab.Tests;

public sealed class TopUpSpecs
{
    private static readonly BuildTask[] Five = [.. Enumerable.Range(0, 5).Select(number => Some.Build($"{number}-x"))];

    [Fact]
    public async Task What_a_cycle_held_is_pushed_between_two_cycles_as_workers_take_and_the_frontend_is_not_asked()
    {
        await using var harness = Harness(depth: 2);
        harness.List(Five);
        var report = await harness.RunCycleAsync();
        var lists = harness.Source.OnFetch;
        harness.Source.OnFetch = _ => throw new InvalidOperationException("the frontend was asked");

        (report.Enqueued, report.Held).Should().Be((2, 3));
        (await harness.Grabber.TopUpAsync()).Should().Be(0);
        harness.Pop()!.TaskId.Should().Be("0-x");
        (await harness.Grabber.TopUpAsync()).Should().Be(1);
        harness.Pop()!.TaskId.Should().Be("1-x");
        harness.Pop()!.TaskId.Should().Be("2-x");
        (await harness.Grabber.TopUpAsync()).Should().Be(2);

        harness.Source.OnFetch = lists;
        (await harness.RunCycleAsync()).Kept.Should().Be(5);
        harness.Events.Of<TasksEnqueued>(told => !told.IsAgain).SelectMany(told => told.TaskIds).Should().Equal("0-x", "1-x", "2-x", "3-x", "4-x");
    }

    [Fact]
    public async Task Nothing_is_topped_up_when_nothing_was_held_and_the_queue_is_not_asked()
    {
        await using var harness = Harness(depth: 5);
        harness.List(Five);
        await harness.RunCycleAsync();
        harness.Queue.Interrupt(QueueCall.Observe, QueueFault.FailsBefore);

        (await harness.Grabber.TopUpAsync()).Should().Be(0);

        (await harness.RunCycleAsync()).Error.Should().BeOfType<BuildQueueException>("the fault is still there");
    }

    [Fact]
    public async Task A_queue_that_fails_meanwhile_costs_nothing_and_is_told_once()
    {
        await using var harness = Harness(depth: 1);
        harness.List(Five);
        await harness.RunCycleAsync();
        harness.Pop();
        harness.Queue.Interrupt(QueueCall.Observe, QueueFault.FailsBefore);
        (await harness.Grabber.TopUpAsync()).Should().Be(0);
        harness.Queue.Interrupt(QueueCall.Observe, QueueFault.FailsBefore);
        (await harness.Grabber.TopUpAsync()).Should().Be(0);
        (await harness.Grabber.TopUpAsync()).Should().Be(1);

        harness.Events.Of<StepFailed>(failed => failed.Step == GrabberStep.TopUps).Should().ContainSingle().Which.Error.Should()
            .BeOfType<BuildQueueException>();
    }

    [Fact]
    public async Task A_top_up_whose_answer_was_lost_doubles_nothing()
    {
        await using var harness = Harness(depth: 1);
        harness.List(Five);
        await harness.RunCycleAsync();
        harness.Pop();
        harness.Queue.Interrupt(QueueCall.Apply, QueueFault.FailsAfter);

        await harness.Grabber.TopUpAsync();
        await harness.Grabber.TopUpAsync();
        await harness.RunCycleAsync();

        harness.Pop()!.TaskId.Should().Be("1-x");
        harness.Pop().Should().BeNull();
    }

    [Fact]
    public async Task A_list_with_what_was_held_no_more_ends_that_too()
    {
        await using var harness = Harness(depth: 1);
        harness.List(Five);
        await harness.RunCycleAsync();
        harness.List(Five[0]);
        await harness.RunCycleAsync();
        harness.Pop();

        (await harness.Grabber.TopUpAsync()).Should().Be(0);
    }

    [Fact]
    public async Task What_a_newer_list_does_not_have_is_not_topped_up_when_its_cycle_failed_to_write()
    {
        await using var harness = Harness(depth: 1);
        harness.List(Five);
        await harness.RunCycleAsync();
        harness.List(Five[0], Five[4]);
        harness.Queue.Interrupt(QueueCall.Apply, QueueFault.FailsBefore);
        (await harness.RunCycleAsync()).Error.Should().NotBeNull();
        harness.Pop()!.TaskId.Should().Be("0-x");

        (await harness.Grabber.TopUpAsync()).Should().Be(0);

        await harness.RunCycleAsync();
        harness.Pop()!.TaskId.Should().Be("4-x");
    }

    [Fact]
    public async Task What_was_held_for_a_group_that_does_not_build_it_any_more_is_not_pushed_there_while_cycles_fail()
    {
        var mine = "x86_64";
        var configuration = new ConfigurationBuilder().Build();
        await using var harness = new CoprJobGrabHarness(
            options =>
            {
                options.AddGroup("0", mine);
                options.AddGroup("1", mine == "x86_64" ? "s390x" : "x86_64");
                options.Groups[0].Depth = 1;
            },
            parts => parts.Services.AddSingleton<IOptionsChangeTokenSource<CoprJobGrabOptions>>(
                new ConfigurationChangeTokenSource<CoprJobGrabOptions>(configuration)));
        harness.List(Five);
        (await harness.RunCycleAsync()).Held.Should().Be(4);
        harness.Source.OnFetch = _ => throw new InvalidOperationException("no answer");
        mine = "s390x";
        configuration.Reload();
        (await harness.RunCycleAsync()).Error.Should().NotBeNull();
        harness.Pop()!.TaskId.Should().Be("0-x");

        (await harness.Grabber.TopUpAsync()).Should().Be(0);
    }

    [Fact]
    public async Task A_host_gives_priorities_urgency_and_limits_of_its_own()
    {
        await using var harness = new CoprJobGrabHarness(
            options => options.AddGroup("0", "*"),
            parts => parts.UsePriority((task, _, _) => -task.TaskId[0]).UseUrgency(task => task.TaskId == "2-x")
                .AddLimit("even", task => task.TaskId[0] % 2 == 0 ? "even" : null, 2));
        harness.List(Five);

        (await harness.RunCycleAsync()).Held.Should().Be(1);

        new[] { harness.Pop(), harness.Pop(), harness.Pop(), harness.Pop(), harness.Pop() }.Select(task => task?.TaskId).Should()
            .Equal("2-x", "4-x", "3-x", "1-x", null);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("taken", 1)]
    [InlineData("new", -1)]
    public void A_limit_needs_a_name_of_its_own_and_a_number_of_places(string name, int most)
    {
        var builder = new ServiceCollection().AddCoprJobGrab().AddLimit("taken", _ => null, 0);

        builder.Invoking(grabber => grabber.AddLimit(name, _ => null, most)).Should().Throw<ArgumentException>();
    }

    private static CoprJobGrabHarness Harness(int depth) => new(options =>
    {
        options.AddGroup("0", "*");
        options.Groups[0].Depth = depth;
    });
}
