using CoprJobGrab.TestKit;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

public sealed class RedisClusterSceneSpecs
{
    private static readonly string[] Groups = ["0", "2", "3"];

    [Fact]
    public async Task A_slot_that_moves_while_the_grabber_runs_costs_its_group_a_few_cycles_and_no_task()
    {
        await using var cluster = await RedisCluster.StartAsync();
        var key = "retaskqueue-copr-be-0";
        var to = (await cluster.NodeOfAsync(key) + 1) % 3;
        await using var grabber = new GrabberRig(builder => builder.UseRedis($"{cluster.Addresses},connectTimeout=1000"), Groups);
        List(grabber, 50);
        (await grabber.UntilOkAsync()).Listed.Should().Be(150);

        await cluster.MoveSlotAsync(key, to, async () =>
        {
            List(grabber, 60);
            var moving = await grabber.CycleAsync();
            moving.Ok.Should().BeFalse("the group's keys are in two places");
            grabber.Events.Of<StepFailed>(failed => failed.Step == GrabberStep.Group).Select(failed => failed.Id).Distinct().Should().Equal("0");
            grabber.Events.Of<TasksEnqueued>(told => !told.IsAgain).Where(enqueued => enqueued.TaskIds.Count == 10)
                .Select(enqueued => enqueued.GroupId).Should()
                .BeEquivalentTo("2", "3");
        });
        List(grabber, 70);
        await grabber.UntilOkAsync();

        var database = await cluster.DatabaseAsync();
        foreach (var group in Groups)
        {
            (await new RetaskReader(database, $"copr-be-{group}").DrainAsync()).Order().Should()
                .Equal(grabber.Listed.Where(id => id.EndsWith($"@{group}", StringComparison.Ordinal)).Order());
        }
    }

    private static void List(GrabberRig grabber, int count) =>
        grabber.Listed = [.. Groups.SelectMany(group => Enumerable.Range(0, count).Select(number => $"{number}@{group}"))];
}
