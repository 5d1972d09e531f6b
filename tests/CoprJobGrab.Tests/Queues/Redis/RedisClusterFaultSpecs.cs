using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using CoprJobGrab.Testing.Xunit;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

public sealed class RedisClusterFaultSpecs(RedisClusterFixture fixture) : IClassFixture<RedisClusterFixture>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static readonly string[] Groups = ["0", "2", "3"];

    [Fact]
    public async Task A_dead_node_costs_its_own_groups_only_and_no_task_is_lost_or_doubled()
    {
        var cluster = fixture.Cluster;
        await cluster.FlushAsync();
        var nodes = await Task.WhenAll(Groups.Select(group => cluster.NodeOfAsync($"retaskqueue-copr-be-{group}")));
        nodes.Should().OnlyHaveUniqueItems();
        await using var connection = new RedisConnection(new RedisOptions { Configuration = $"{cluster.Addresses},connectTimeout=1000" });
        var grabber = new QueueDriver(new ClaimQueue(new RedisStore(connection), Groups, TimeProvider.System));
        (await CycleAsync(grabber, 1)).Should().OnlyContain(group => group.Enqueued.Count == 1);

        await cluster.KillAsync(nodes[0]);
        var wounded = await CycleAsync(grabber, 2);
        var again = await CycleAsync(grabber, 3);
        await cluster.StartAgainAsync(nodes[0]);
        await UntilWholeAsync(grabber, 4);

        foreach (var cycle in new[] { wounded, again })
        {
            cycle[0].Error.Should().BeOfType<BuildQueueException>().Which.Message.Should().Contain("retaskqueue-copr-be-0");
            cycle[0].Enqueued.Should().BeEmpty();
            cycle.Skip(1).Should().OnlyContain(group => group.Error == null && group.Enqueued.Count == 1);
        }

        var database = await cluster.DatabaseAsync();
        foreach (var group in Groups)
        {
            (await new RetaskReader(database, $"copr-be-{group}").DrainAsync()).Should().Equal(Listed(group, 4));
        }
    }

    [Fact]
    public async Task A_node_that_refuses_writes_costs_its_own_groups_only_also_at_a_new_lead()
    {
        var cluster = fixture.Cluster;
        await cluster.FlushAsync();
        var others = new[] { await cluster.NodeOfAsync("cjg:leader"), await cluster.NodeOfAsync("cjg:groups") };
        var nodes = await Task.WhenAll(
            Enumerable.Range(10, 20).Select(async id => (Group: $"{id}", Node: await cluster.NodeOfAsync($"retaskqueue-copr-be-{id}"))));
        var (refusing, node) = nodes.First(group => !others.Contains(group.Node));
        var well = nodes.First(group => others.Contains(group.Node)).Group;
        await using var harness = new CoprJobGrabHarness(
            options =>
            {
                options.AddGroup(refusing, "aarch64");
                options.AddGroup(well, "x86_64");
            },
            parts => parts.UseRedis(cluster.Addresses));
        harness.List(Some.Build("7"));
        (await harness.RunCycleAsync()).Enqueued.Should().Be(1);
        await harness.Grabber.HandOverAsync(isClean: true, CancellationToken.None);
        await cluster.RefuseWritesAsync(node, refuses: true);
        harness.List(Some.Build("7"), Some.Build("8"), Some.Build("9", "fedora-42-aarch64"));

        var first = await harness.RunCycleAsync();
        var second = await harness.RunCycleAsync();
        await cluster.RefuseWritesAsync(node, refuses: false);
        var whole = await harness.RunCycleAsync();

        new[] { first, second }.Should().OnlyContain(cycle => cycle.Partial && cycle.Error!.Message.Contains($"retaskqueue-copr-be-{refusing}"));
        harness.Events.Of<TasksEnqueued>(told => !told.IsAgain).Select(told => (told.GroupId, told.TaskIds.Single())).Should()
            .Equal((well, "7"), (well, "8"), (refusing, "9"));
        (whole.Error, whole.Enqueued, whole.Kept).Should().Be((null, 1, 2));
        harness.Events.Of<RoleChanged>(changed => changed.Change == RoleChange.LeadTaken).Should().HaveCount(2, "the second lead lasts");
    }

    /// <summary>A cycle in which so many tasks of each group are listed; those that have no claim are to be enqueued.</summary>
    private static async Task<IReadOnlyList<GroupResult>> CycleAsync(QueueDriver grabber, int count)
    {
        var observed = await grabber.ObserveAsync();
        return await grabber.ApplyAsync(Plans.Of(observed, [.. Groups.Select(group => new GroupPlan(
            group, [.. Listed(group, count).Where(id => !observed.Claims.ContainsKey(id)).Select(Plans.Task)], []))]));
    }

    private static IEnumerable<string> Listed(string group, int count) => Enumerable.Range(0, count).Select(number => $"{group}-{number}");

    private static async Task UntilWholeAsync(QueueDriver grabber, int count)
    {
        using var deadline = new CancellationTokenSource(Deadline, TimeProvider.System);
        while ((await CycleAsync(grabber, count)).Any(group => group.Error is not null))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, deadline.Token);
        }
    }
}
