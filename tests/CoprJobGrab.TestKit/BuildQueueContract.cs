using System.Text;
using System.Text.Json;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.TestKit;

/// <summary>What must hold of every <see cref="IBuildQueue"/>. Derive a test class per implementation.</summary>
public abstract class BuildQueueContract
{
    /// <summary>A queue with the groups <c>0</c> and <c>1</c>, empty.</summary>
    protected abstract Task<IBuildQueue> CreateAsync();

    /// <summary>Takes the next element of the group's list as a worker does; null when there is none.</summary>
    protected abstract Task<byte[]?> PopAsync(string groupId);

    public static TheoryData<string> AwkwardIds => new(
        "with space", "'single' \"double\"", "{braces}:colons", "line\nfeed\r\t\0", new string('x', 300), "žluťoučký \U0001f600", "\ud800", "a\udc00b", "7", "-", "*", "\\");

    [Fact]
    public async Task A_new_queue_is_empty()
    {
        var state = await (await DriverAsync()).ObserveAsync();

        state.Claims.Should().BeEmpty();
        state.Groups.Keys.Should().BeEquivalentTo("0", "1");
        state.Groups.Values.Should().OnlyContain(group => group.Waiting == 0 && group.Version == 0);
    }

    [Fact]
    public async Task Tasks_are_popped_in_the_order_of_the_plan()
    {
        var queue = await DriverAsync();

        var result = await queue.EnqueueAsync("0", "a", "b", "c");
        await queue.EnqueueAsync("0", "d");

        result.Enqueued.Should().Equal("a", "b", "c");
        (await DrainAsync("0")).Should().Equal("a", "b", "c", "d");
    }

    [Fact]
    public async Task The_worker_gets_the_record_as_it_came()
    {
        var queue = await DriverAsync();
        var task = Some.Task("""{"unknown":[1.50,1E400,{"k":1,"k":2}],"task_id":7,"chroot":null,"x":"\u0041ž"}""");

        await queue.ApplyAsync(Plans.Of(await queue.ObserveAsync(), new GroupPlan("0", [task], [])));

        var urn = (await queue.ObserveAsync()).Claims["7"].Urn;
        Encoding.ASCII.GetString((await PopAsync("0"))!).Should().Be(
            $$$"""{"_data": "{\"unknown\": [1.5, Infinity, {\"k\": 2}], \"task_id\": 7, \"chroot\": null, \"x\": \"A\\u017e\"}", "urn": "urn:uuid:{{{urn}}}"}""");
    }

    [Fact]
    public async Task A_claim_keeps_what_limits_count_it_by()
    {
        var queue = await DriverAsync();
        var task = Some.Task("""
            {"task_id": "a", "chroot": "fedora-42-aarch64", "project_owner": "@g", "project_name": "p", "sandbox": "@g/p--jdoe", "tags": ["big", "ž"],
             "allow_user_ssh": true, "background": true}
            """);

        await queue.ApplyAsync(Plans.Of(await queue.ObserveAsync(), new GroupPlan("1", [task], [])));

        var claim = (await queue.ObserveAsync()).Claims["a"];
        claim.Should().BeEquivalentTo(new Claim("a", "1", claim.Urn, 1, ClaimStanding.Waiting, new LimitKeys
        {
            Owner = "@g", Project = "@g/p", Architecture = "aarch64", Sandbox = "@g/p--jdoe", Tags = ["big", "ž"], UserSsh = true, Background = true,
        }));
    }

    [Fact]
    public async Task A_popped_claim_stays_and_becomes_silent()
    {
        var queue = await DriverAsync();
        await queue.EnqueueAsync("0", "a", "b", "c");
        await PopAsync("0");
        await PopAsync("0");

        var state = await queue.ObserveAsync();

        state.Groups["0"].Waiting.Should().Be(1);
        state.Claims.Values.Should().OnlyContain(claim => claim.Standing == (claim.TaskId == "c" ? ClaimStanding.Waiting : ClaimStanding.Silent));
        state.Claims.Keys.Should().BeEquivalentTo("a", "b", "c");
    }

    [Fact]
    public async Task A_plan_that_is_applied_twice_changes_nothing_the_second_time()
    {
        var queue = await DriverAsync();
        var plan = Plans.Enqueue(await queue.ObserveAsync(), "0", "a", "b");
        await queue.ApplyAsync(plan);

        var again = await queue.ApplyOneAsync(plan);

        again.Should().BeEquivalentTo(new GroupResult("0") { Duplicates = ["a", "b"] });
        (await DrainAsync("0")).Should().Equal("a", "b");
        (await queue.ApplyOneAsync(plan)).Duplicates.Should().Equal(["a", "b"], "a popped task keeps its claim");
        (await DrainAsync("0")).Should().BeEmpty();
    }

    [Fact]
    public async Task New_tasks_beside_duplicates_are_pushed_in_order()
    {
        var queue = await DriverAsync();
        await queue.EnqueueAsync("0", "b", "d");

        var result = await queue.EnqueueAsync("0", "a", "b", "c", "d", "e");

        result.Should().BeEquivalentTo(new GroupResult("0") { Enqueued = ["a", "c", "e"], Duplicates = ["b", "d"] });
        (await DrainAsync("0")).Should().Equal("b", "d", "a", "c", "e");
    }

    [Fact]
    public async Task A_task_that_stands_twice_in_a_plan_is_pushed_once()
    {
        var queue = await DriverAsync();

        var result = await queue.EnqueueAsync("0", "a", "b", "a");

        result.Should().BeEquivalentTo(new GroupResult("0") { Enqueued = ["a", "b"], Duplicates = ["a"] });
        (await DrainAsync("0")).Should().Equal("a", "b");
    }

    [Fact]
    public async Task A_cancelled_plan_writes_nothing_and_says_so_and_is_done_by_the_next()
    {
        var queue = await CreateAsync();
        var plan = Plans.Enqueue(await queue.ObserveAsync(CancellationToken.None), "0", "a");

        (await queue.ApplyAsync(plan, new CancellationToken(canceled: true))).Groups.SelectMany(group => group.Enqueued).Should().BeEmpty();

        (await DrainAsync("0")).Should().BeEmpty();
        (await queue.ApplyAsync(plan, CancellationToken.None)).Groups.Single().Enqueued.Should().Equal("a");
    }

    [Fact]
    public async Task Groups_are_kept_apart()
    {
        var queue = await DriverAsync();
        await queue.ApplyAsync(Plans.Of(
            await queue.ObserveAsync(), new GroupPlan("0", [Plans.Task("a")], []), new GroupPlan("1", [Plans.Task("b"), Plans.Task("c")], [])));

        var state = await queue.ObserveAsync();

        state.Groups["0"].Waiting.Should().Be(1);
        state.Groups["1"].Waiting.Should().Be(2);
        state.Claims.Values.Select(claim => (claim.TaskId, claim.GroupId)).Should().BeEquivalentTo([("a", "0"), ("b", "1"), ("c", "1")]);
        (await DrainAsync("1")).Should().Equal("b", "c");
    }

    [Fact]
    public async Task A_withdrawn_task_leaves_the_list_and_its_claim_ends()
    {
        var queue = await DriverAsync();
        await queue.EnqueueAsync("0", "a", "b", "c", "d");

        var result = await queue.WithdrawAsync("0", "b", "d");

        result.Should().BeEquivalentTo(new GroupResult("0") { Withdrawn = ["b", "d"] });
        (await queue.ObserveAsync()).Claims.Keys.Should().BeEquivalentTo("a", "c");
        await queue.EnqueueAsync("0", "b");
        (await DrainAsync("0")).Should().Equal("a", "c", "b");
    }

    [Fact]
    public async Task A_task_that_is_popped_between_plan_and_withdrawal_keeps_its_claim()
    {
        var queue = await DriverAsync();
        await queue.EnqueueAsync("0", "a", "b");
        var plan = Plans.Withdraw(await queue.ObserveAsync(), "0", "a", "b");
        await PopAsync("0");

        var result = await queue.ApplyOneAsync(plan);

        result.Should().BeEquivalentTo(new GroupResult("0") { Withdrawn = ["b"], Superseded = ["a"] });
        (await queue.ObserveAsync()).Claims.Should().ContainSingle().Which.Value.Should().Match<Claim>(claim => claim.TaskId == "a" && claim.Standing == ClaimStanding.Silent);
        (await DrainAsync("0")).Should().BeEmpty();
    }

    [Fact]
    public async Task A_silent_claim_can_be_withdrawn()
    {
        var queue = await DriverAsync();
        await queue.EnqueueAsync("0", "a", "b");
        await PopAsync("0");

        (await queue.WithdrawAsync("0", "a")).Withdrawn.Should().Equal("a");

        (await queue.ObserveAsync()).Claims.Keys.Should().Equal("b");
        (await queue.EnqueueAsync("0", "a")).Enqueued.Should().Equal("a");
        (await DrainAsync("0")).Should().Equal("b", "a");
    }

    [Fact]
    public async Task A_withdrawal_names_its_claim_and_spares_a_later_one_of_the_same_task()
    {
        var queue = await DriverAsync();
        await queue.EnqueueAsync("0", "a");
        var old = Plans.Withdraw(await queue.ObserveAsync(), "0", "a");
        await queue.ApplyAsync(old);
        await queue.EnqueueAsync("0", "a");

        (await queue.ApplyOneAsync(old)).Superseded.Should().Equal("a");

        (await DrainAsync("0")).Should().Equal("a");
        (await queue.ObserveAsync()).Claims.Should().ContainKey("a");
    }

    [Fact]
    public async Task The_version_advances_with_every_write()
    {
        var queue = await DriverAsync();
        var versions = new List<long> { (await queue.ObserveAsync()).Groups["0"].Version };
        await queue.EnqueueAsync("0", "a", "b");
        versions.Add((await queue.ObserveAsync()).Groups["0"].Version);
        await queue.WithdrawAsync("0", "a");
        versions.Add((await queue.ObserveAsync()).Groups["0"].Version);
        await PopAsync("0");
        await queue.ObserveAsync();
        await queue.WithdrawAsync("0", "b");
        versions.Add((await queue.ObserveAsync()).Groups["0"].Version);

        versions.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
    }

    [Theory]
    [MemberData(nameof(AwkwardIds))]
    public async Task Any_characters_may_stand_in_a_task_id(string taskId)
    {
        var queue = await DriverAsync();
        await queue.EnqueueAsync("0", taskId, "other");

        (await queue.EnqueueAsync("0", taskId)).Duplicates.Should().Equal(taskId);
        (await queue.WithdrawAsync("0", taskId)).Withdrawn.Should().Equal(taskId);

        (await queue.ObserveAsync()).Claims.Keys.Should().Equal("other");
        (await DrainAsync("0")).Should().Equal("other");
    }

    [Fact]
    public async Task Thousands_of_tasks_are_written_read_and_withdrawn()
    {
        var queue = await DriverAsync();
        var ids = Enumerable.Range(0, 7_321).Select(number => $"{number}").ToList();

        (await queue.EnqueueAsync("0", ids)).Enqueued.Should().Equal(ids);
        (await queue.WithdrawAsync("0", ids.Where((_, index) => index % 2 == 0))).Withdrawn.Should().HaveCount(3_661);

        (await DrainAsync("0")).Should().Equal(ids.Where((_, index) => index % 2 == 1));
        (await queue.ObserveAsync()).Claims.Should().HaveCount(3_660).And.OnlyContain(claim => claim.Value.Standing == ClaimStanding.Silent);
    }

    private async Task<QueueDriver> DriverAsync() => new(await CreateAsync());

    private async Task<List<string>> DrainAsync(string groupId)
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
