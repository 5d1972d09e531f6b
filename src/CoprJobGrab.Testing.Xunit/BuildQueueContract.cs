using System.Text;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Testing.Xunit;

/// <summary>What must hold of every <see cref="IBuildQueue"/>. Derive a test class per implementation.</summary>
public abstract class BuildQueueContract : ClaimedTaskContract
{
    public static TheoryData<string> AwkwardIds => new(
        "with space", "'single' \"double\"", "{braces}:colons", "line\nfeed\r\t\0", new string('x', 300), "žluťoučký \U0001f600", "\ud800", "a\udc00b", "7",
        "-", "*", "\\");

    [Fact]
    public async Task A_new_queue_is_empty()
    {
        var state = await (await DriverAsync()).ObserveAsync();

        state.Claims.Should().BeEmpty();
        state.Groups.Keys.Should().BeEquivalentTo(First, Second);
        state.Groups.Values.Should().OnlyContain(group => group.Waiting == 0 && group.Version == 0);
    }

    [Fact]
    public async Task Tasks_are_popped_in_the_order_of_the_plan()
    {
        var queue = await DriverAsync();

        var result = await queue.EnqueueAsync(First, "a", "b", "c");
        await queue.EnqueueAsync(First, "d");

        result.Enqueued.Should().Equal("a", "b", "c");
        (await DrainAsync(First)).Should().Equal("a", "b", "c", "d");
    }

    [Fact]
    public async Task The_worker_gets_the_record_as_it_came()
    {
        var queue = await DriverAsync();
        var task = Some.Task("""{"unknown":[1.50,1E400,{"k":1,"k":2}],"task_id":7,"chroot":null,"x":"\u0041ž"}""");

        await queue.ApplyAsync(Plans.Of(await queue.ObserveAsync(), new GroupPlan(First, [task], [])));

        var urn = (await queue.ObserveAsync()).Claims["7"].Urn;
        Encoding.ASCII.GetString((await PopAsync(First))!).Should().Be(
            """{"_data": "{\"unknown\": [1.5, Infinity, {\"k\": 2}], \"task_id\": 7, \"chroot\": null, \"x\": \"A\\u017e\"}", "urn":"""
                + $$$""" "urn:uuid:{{{urn}}}"}""");
    }

    [Fact]
    public async Task Urgent_tasks_are_popped_before_all_that_waits_and_in_their_own_order()
    {
        var queue = await DriverAsync();
        await queue.EnqueueAsync(First, "old");
        EnqueuedTask[] tasks = [EnqueuedTask.Of(Plans.Task("a")), Urgent("u1"), EnqueuedTask.Of(Plans.Task("b")), Urgent("u2")];

        var result = await queue.ApplyOneAsync(Plans.Of(await queue.ObserveAsync(), new GroupPlan(First, tasks, [])));
        await queue.ApplyOneAsync(Plans.Of(await queue.ObserveAsync(), new GroupPlan(First, [EnqueuedTask.Of(Plans.Task("c")), Urgent("u0")], [])));

        result.Enqueued.Should().BeEquivalentTo("a", "b", "u1", "u2");
        (await queue.ObserveAsync()).Groups[First].Waiting.Should().Be(7);
        (await DrainAsync(First)).Should().Equal("u0", "u1", "u2", "old", "a", "b", "c");
        (await queue.ObserveAsync()).Claims.Values.Should().HaveCount(7).And.OnlyContain(claim => claim.State == ClaimState.Silent);

        static EnqueuedTask Urgent(string taskId) => EnqueuedTask.Of(Plans.Task(taskId)) with { IsUrgent = true };
    }

    [Fact]
    public async Task A_claim_keeps_what_limits_count_it_by()
    {
        var queue = await DriverAsync();
        var keys = new LimitKeys
        {
            Owner = "@g", Project = "@g/p", Architecture = "aarch64", Sandbox = "@g/p--jdoe", Tags = ["big", "ž"], UserSsh = true, Background = true,
            Own = new Dictionary<string, string> { ["licence"] = "ž" },
        };

        await queue.ApplyAsync(Plans.Of(await queue.ObserveAsync(), new GroupPlan(Second, [new EnqueuedTask(Plans.Task("a"), keys)], [])));

        var claim = (await queue.ObserveAsync()).Claims["a"];
        claim.Should().BeEquivalentTo(new Claim("a", Second, claim.Urn, 1, ClaimState.Waiting, keys) { QueuedAt = claim.QueuedAt });
    }

    [Fact]
    public async Task A_popped_claim_stays_and_becomes_silent()
    {
        var queue = await DriverAsync();
        await queue.EnqueueAsync(First, "a", "b", "c");
        await PopAsync(First);
        await PopAsync(First);

        var state = await queue.ObserveAsync();

        state.Groups[First].Waiting.Should().Be(1);
        state.Claims.Values.Should().OnlyContain(claim => claim.State == (claim.TaskId == "c" ? ClaimState.Waiting : ClaimState.Silent));
        state.Claims.Keys.Should().BeEquivalentTo("a", "b", "c");
    }

    [Fact]
    public async Task A_plan_that_is_applied_twice_changes_nothing_the_second_time()
    {
        var queue = await DriverAsync();
        var plan = Plans.Enqueue(await queue.ObserveAsync(), First, "a", "b");
        await queue.ApplyAsync(plan);

        var again = await queue.ApplyOneAsync(plan);

        again.Should().BeEquivalentTo(new GroupResult(First) { Duplicates = ["a", "b"] });
        (await DrainAsync(First)).Should().Equal("a", "b");
        (await queue.ApplyOneAsync(plan)).Duplicates.Should().Equal(["a", "b"], "a popped task keeps its claim");
        (await DrainAsync(First)).Should().BeEmpty();
    }

    [Fact]
    public async Task New_tasks_beside_duplicates_are_pushed_in_order()
    {
        var queue = await DriverAsync();
        await queue.EnqueueAsync(First, "b", "d");

        var result = await queue.EnqueueAsync(First, "a", "b", "c", "d", "e");

        result.Should().BeEquivalentTo(new GroupResult(First) { Enqueued = ["a", "c", "e"], Duplicates = ["b", "d"] });
        (await DrainAsync(First)).Should().Equal("b", "d", "a", "c", "e");
    }

    [Fact]
    public async Task A_task_that_stands_twice_in_a_plan_is_pushed_once()
    {
        var queue = await DriverAsync();

        var result = await queue.EnqueueAsync(First, "a", "b", "a");

        result.Should().BeEquivalentTo(new GroupResult(First) { Enqueued = ["a", "b"], Duplicates = ["a"] });
        (await DrainAsync(First)).Should().Equal("a", "b");
    }

    [Fact]
    public async Task A_cancelled_plan_writes_nothing_and_says_so_and_is_done_by_the_next()
    {
        var queue = await CreateAsync();
        var plan = Plans.Enqueue(await queue.ObserveAsync(CancellationToken.None), First, "a");

        (await queue.ApplyAsync(plan, new CancellationToken(canceled: true))).SelectMany(group => group.Enqueued).Should().BeEmpty();

        (await DrainAsync(First)).Should().BeEmpty();
        (await queue.ApplyAsync(plan, CancellationToken.None)).Single().Enqueued.Should().Equal("a");
    }

    [Fact]
    public async Task Groups_are_kept_apart()
    {
        var queue = await DriverAsync();
        await queue.ApplyAsync(Plans.Of(
            await queue.ObserveAsync(), new GroupPlan(First, [Plans.Task("a")], []), new GroupPlan(Second, [Plans.Task("b"), Plans.Task("c")], [])));

        var state = await queue.ObserveAsync();

        state.Groups[First].Waiting.Should().Be(1);
        state.Groups[Second].Waiting.Should().Be(2);
        state.Claims.Values.Select(claim => (claim.TaskId, claim.GroupId)).Should().BeEquivalentTo([("a", First), ("b", Second), ("c", Second)]);
        (await DrainAsync(Second)).Should().Equal("b", "c");
    }

    [Fact]
    public async Task A_withdrawn_task_leaves_the_list_and_its_claim_ends()
    {
        var queue = await DriverAsync();
        await queue.EnqueueAsync(First, "a", "b", "c", "d");

        var result = await queue.WithdrawAsync(First, "b", "d");

        result.Should().BeEquivalentTo(new GroupResult(First) { Withdrawn = ["b", "d"] });
        (await queue.ObserveAsync()).Claims.Keys.Should().BeEquivalentTo("a", "c");
        await queue.EnqueueAsync(First, "b");
        (await DrainAsync(First)).Should().Equal("a", "c", "b");
    }

    [Fact]
    public async Task A_task_that_is_popped_between_plan_and_withdrawal_keeps_its_claim()
    {
        var queue = await DriverAsync();
        await queue.EnqueueAsync(First, "a", "b");
        var plan = Plans.Withdraw(await queue.ObserveAsync(), First, "a", "b");
        await PopAsync(First);

        var result = await queue.ApplyOneAsync(plan);

        result.Should().BeEquivalentTo(new GroupResult(First) { Withdrawn = ["b"], Superseded = ["a"] });
        (await queue.ObserveAsync()).Claims.Should().ContainSingle().Which.Value.Should()
            .Match<Claim>(claim => claim.TaskId == "a" && claim.State == ClaimState.Silent);
        (await DrainAsync(First)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_silent_claim_can_be_withdrawn()
    {
        var queue = await DriverAsync();
        await queue.EnqueueAsync(First, "a", "b");
        await PopAsync(First);

        (await queue.WithdrawAsync(First, "a")).Withdrawn.Should().Equal("a");

        (await queue.ObserveAsync()).Claims.Keys.Should().Equal("b");
        (await queue.EnqueueAsync(First, "a")).Enqueued.Should().Equal("a");
        (await DrainAsync(First)).Should().Equal("b", "a");
    }

    [Fact]
    public async Task A_withdrawal_names_its_claim_and_spares_a_later_one_of_the_same_task()
    {
        var queue = await DriverAsync();
        await queue.EnqueueAsync(First, "a");
        var old = Plans.Withdraw(await queue.ObserveAsync(), First, "a");
        await queue.ApplyAsync(old);
        await queue.EnqueueAsync(First, "a");

        (await queue.ApplyOneAsync(old)).Superseded.Should().Equal("a");

        (await DrainAsync(First)).Should().Equal("a");
        (await queue.ObserveAsync()).Claims.Should().ContainKey("a");
    }

    [Fact]
    public async Task The_version_advances_with_every_write()
    {
        var queue = await DriverAsync();
        var versions = new List<long> { (await queue.ObserveAsync()).Groups[First].Version };
        await queue.EnqueueAsync(First, "a", "b");
        versions.Add((await queue.ObserveAsync()).Groups[First].Version);
        await queue.WithdrawAsync(First, "a");
        versions.Add((await queue.ObserveAsync()).Groups[First].Version);
        await PopAsync(First);
        await queue.ObserveAsync();
        await queue.WithdrawAsync(First, "b");
        versions.Add((await queue.ObserveAsync()).Groups[First].Version);

        versions.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
    }

    [Theory]
    [MemberData(nameof(AwkwardIds))]
    public async Task Any_characters_may_stand_in_a_task_id(string taskId)
    {
        var queue = await DriverAsync();
        await queue.EnqueueAsync(First, taskId, "other");

        (await queue.EnqueueAsync(First, taskId)).Duplicates.Should().Equal(taskId);
        (await queue.WithdrawAsync(First, taskId)).Withdrawn.Should().Equal(taskId);

        (await queue.ObserveAsync()).Claims.Keys.Should().Equal("other");
        (await DrainAsync(First)).Should().Equal("other");
    }

    [Fact]
    public async Task Thousands_of_tasks_are_written_read_and_withdrawn()
    {
        var queue = await DriverAsync();
        var ids = Enumerable.Range(0, 7_321).Select(number => $"{number}").ToList();

        (await queue.EnqueueAsync(First, ids)).Enqueued.Should().Equal(ids);
        (await queue.WithdrawAsync(First, ids.Where((_, index) => index % 2 == 0))).Withdrawn.Should().HaveCount(3_661);

        (await DrainAsync(First)).Should().Equal(ids.Where((_, index) => index % 2 == 1));
        (await queue.ObserveAsync()).Claims.Should().HaveCount(3_660).And.OnlyContain(claim => claim.Value.State == ClaimState.Silent);
    }
}
