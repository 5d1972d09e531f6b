using System.Globalization;
using System.Text.Json;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

public sealed class RedisBuildQueueSpecs(RedisFixture redis) : RedisQueueTest(redis)
{
    [Fact]
    public async Task What_stands_in_Redis_is_a_list_and_two_hashes_beside_it()
    {
        await Grabber().EnqueueAsync("0", "a");

        var keys = (RedisKey[])(await Database.ExecuteAsync("KEYS", "*"))!;
        keys.Select(key => key.ToString()).Should().BeEquivalentTo(ListKey, ClaimsKey, MetaKey);
        using var claim = JsonDocument.Parse((string)(await Database.HashGetAsync(ClaimsKey, "a"))!);
        claim.RootElement.EnumerateObject().Select(member => member.Name).Should().Equal("urn", "attempt", "owner", "project", "arch", "queued");
        ((string?)await Database.HashGetAsync(ClaimsKey, "")).Should().NotBeNullOrEmpty("the incarnation lives inside the claims themselves");
        ((int)await Database.HashGetAsync(MetaKey, "version")).Should().Be(1);
        ((string?)await Database.ListGetByIndexAsync(ListKey, 0)).Should().EndWith($"\"urn\": \"urn:uuid:{claim.RootElement.GetProperty("urn")}\"}}");
    }

    [Fact]
    public async Task A_retask_reader_finds_every_task_in_order()
    {
        await Grabber().EnqueueAsync("0", Enumerable.Range(0, 1_234).Select(number => $"{number}"));

        (await Worker.LengthAsync()).Should().Be(1_234);
        (await Worker.DrainAsync()).Should().Equal(Enumerable.Range(0, 1_234).Select(number => $"{number}"));
    }

    [Fact]
    public async Task A_restarted_grabber_enqueues_nothing_twice()
    {
        string[] listed = ["a", "b", "line\nfeed", "\ud800"];
        await Grabber().CycleAsync("0", listed);
        await Worker.DequeueAsync();
        var restarted = Grabber();

        var result = (await restarted.CycleAsync("0", listed)).Single();

        result.Should().BeEquivalentTo(new GroupResult("0"));
        var claims = (await restarted.ObserveAsync()).Claims;
        claims.Keys.Should().BeEquivalentTo(listed);
        claims.Values.Should().OnlyContain(claim => claim.State == (claim.TaskId == "a" ? ClaimState.Silent : ClaimState.Waiting));
        (await Worker.LengthAsync()).Should().Be(3);
    }

    [Fact]
    public async Task A_restarted_grabber_reads_the_same_claims()
    {
        var grabber = Grabber();
        await grabber.EnqueueAsync("0", Enumerable.Range(0, 6_000).Select(number => $"{number}"));

        (await Grabber().ObserveAsync()).Claims.Values.Select(Text).Order().Should().Equal((await grabber.ObserveAsync()).Claims.Values.Select(Text).Order());

        static string Text(Claim claim) => $"{claim with { Limits = claim.Limits with { Tags = [] } }} {string.Join(',', claim.Limits.Tags)}";
    }

    [Fact]
    public async Task Many_claims_are_read_in_parts()
    {
        await Grabber().EnqueueAsync("0", Enumerable.Range(0, 30_000).Select(number => $"{number}"));
        await Database.ExecuteAsync("CONFIG", "RESETSTAT");

        (await Grabber().ObserveAsync()).Claims.Should().HaveCount(30_000);

        var stats = (string)(await Database.ExecuteAsync("INFO", "commandstats"))!;
        int.Parse(stats.Split("cmdstat_hscan:calls=")[1].Split(',')[0], CultureInfo.InvariantCulture).Should().BeGreaterThanOrEqualTo(5);
    }

    [Fact]
    public async Task Fields_among_the_claims_that_are_no_text_keep_no_grabber_from_reading()
    {
        await Grabber().EnqueueAsync("0", "a");
        await Database.HashSetAsync(ClaimsKey, [new((byte[])[0xff], "{}"), new((byte[])[0xfe], "{}")]);

        (await Grabber().ObserveAsync()).Claims.Keys.Should().BeEquivalentTo("a", "\uFFFD");
    }

    [Fact]
    public async Task An_unchanged_queue_costs_one_small_call_per_group()
    {
        var grabber = Grabber("0", "1");
        await grabber.EnqueueAsync("0", "a", "b");
        await grabber.EnqueueAsync("1", "c");
        await grabber.ObserveAsync();
        await Worker.DequeueAsync();
        await Database.ExecuteAsync("CONFIG", "RESETSTAT");

        var first = await grabber.ObserveAsync();
        var second = await grabber.ObserveAsync();

        var stats = (string)(await Database.ExecuteAsync("INFO", "commandstats"))!;
        stats.Should().Contain("cmdstat_evalsha:calls=4,").And.Contain("cmdstat_hgetall:calls=4,", "the marks are read, and the claims are not")
            .And.NotContain("lrange");
        second.Claims.Should().BeSameAs(first.Claims, "claims are handed out, not copied");
        second.Claims["a"].State.Should().Be(ClaimState.Silent);
    }

    [Fact]
    public async Task Claims_are_read_again_after_ten_minutes()
    {
        var grabber = Grabber();
        await grabber.EnqueueAsync("0", "a");
        await Database.HashDeleteAsync(ClaimsKey, "a");
        (await grabber.ObserveAsync()).Claims.Should().ContainKey("a", "no version and no end of the list tells of it");
        await Worker.DequeueAsync();

        Time.Advance(TimeSpan.FromMinutes(10));

        (await grabber.ObserveAsync()).Claims.Should().BeEmpty();
    }

    [Fact]
    public async Task What_another_grabber_wrote_is_noticed()
    {
        var (first, second) = (Grabber(), Grabber());
        await first.EnqueueAsync("0", "a");
        await second.EnqueueAsync("0", "b");

        (await first.ObserveAsync()).Claims.Keys.Should().BeEquivalentTo("a", "b");
        (await first.EnqueueAsync("0", "b", "c")).Should().BeEquivalentTo(new GroupResult("0") { Enqueued = ["c"], Duplicates = ["b"] });
    }

    [Fact]
    public async Task Two_grabbers_at_once_push_each_task_once()
    {
        var ids = Enumerable.Range(0, 5_000).Select(number => $"{number}").ToList();
        var (first, second) = (Grabber(), Grabber());
        // Both begin from the same picture, with the claims begun, as two leaders would that do not know of each other.
        await first.EnqueueAsync("0", "begun");
        var (one, two) = (await first.ObserveAsync(), await second.ObserveAsync());

        var results = await Task.WhenAll(
            first.ApplyOneAsync(Plans.Enqueue(one, "0", ids)), second.ApplyOneAsync(Plans.Enqueue(two, "0", ids.AsEnumerable().Reverse())));

        results.SelectMany(result => result.Enqueued).Order().Should().Equal(ids.Order());
        (await Worker.DrainAsync()).Order().Should().Equal(ids.Append("begun").Order());
    }

    [Fact]
    public async Task Withdrawals_that_race_with_workers_end_in_one_or_the_other()
    {
        var ids = Enumerable.Range(0, 3_000).Select(number => $"{number}").ToList();
        var grabber = Grabber();
        await grabber.EnqueueAsync("0", ids);
        var plan = Plans.Withdraw(await grabber.ObserveAsync(), "0", ids.AsEnumerable().Reverse());
        var draining = Worker.DrainAsync();

        var withdrawn = new List<string>();
        foreach (var part in plan.Groups.Single().Withdraw.Chunk(100))
        {
            withdrawn.AddRange((await grabber.ApplyOneAsync(Plans.Of(plan.Observed, new GroupPlan("0", [], part)))).Withdrawn);
        }

        var popped = await draining;
        popped.Concat(withdrawn).Order().Should().Equal(ids.Order());
        (await grabber.ObserveAsync()).Claims.Keys.Order().Should().Equal(popped.Order());
        (await Grabber().ObserveAsync()).Claims.Keys.Order().Should().Equal(popped.Order());
    }

    [Fact]
    public async Task A_plan_from_before_the_store_was_lost_is_stale()
    {
        var grabber = Grabber();
        await grabber.EnqueueAsync("0", "a");
        var plan = Plans.Enqueue(await grabber.ObserveAsync(), "0", "b");
        await Database.ExecuteAsync("FLUSHALL");

        (await grabber.ApplyOneAsync(plan)).Should().BeEquivalentTo(new GroupResult("0") { Stale = true });

        (await Database.KeyExistsAsync(ListKey)).Should().BeFalse();
        (await grabber.CycleAsync("0", "a", "b")).Single().Enqueued.Should().Equal("a", "b");
        (await grabber.ApplyOneAsync(plan)).Stale.Should().BeTrue("the plan is of the store that was lost");
    }

    [Fact]
    public async Task A_lost_store_is_filled_again_in_the_next_cycle()
    {
        var grabber = Grabber();
        await grabber.CycleAsync("0", "a", "b");
        var before = (await grabber.ObserveAsync()).Groups["0"].Incarnation;
        await Database.ExecuteAsync("FLUSHALL");

        var lost = await grabber.ObserveAsync();
        lost.Groups["0"].Incarnation.Should().BeNull();
        lost.Claims.Should().BeEmpty();

        await grabber.CycleAsync("0", "a", "b");

        (await grabber.ObserveAsync()).Groups["0"].Incarnation.Should().NotBeNull().And.NotBe(before);
        (await Worker.DrainAsync()).Should().Equal("a", "b");
    }

    [Fact]
    public async Task The_first_plan_may_be_said_again_too()
    {
        var grabber = Grabber();
        var plan = Plans.Enqueue(await grabber.ObserveAsync(), "0", Enumerable.Range(0, 1_200).Select(number => $"{number}"));

        (await grabber.ApplyOneAsync(plan)).Enqueued.Should().HaveCount(1_200);
        (await grabber.ApplyOneAsync(plan)).Duplicates.Should().HaveCount(1_200);
    }

    [Fact]
    public async Task Scripts_that_Redis_has_forgotten_are_sent_again()
    {
        var grabber = Grabber();
        await grabber.EnqueueAsync("0", "a");
        await Database.ExecuteAsync("SCRIPT", "FLUSH");

        (await grabber.EnqueueAsync("0", "b")).Enqueued.Should().Equal("b");
    }

    [Fact]
    public async Task A_record_of_ten_megabytes_costs_no_other()
    {
        var grabber = Grabber();
        var large = Some.Task($$"""{"task_id": "large", "chroot": null, "x": "{{new string('x', 10 << 20)}}"}""");

        var result = await grabber.ApplyOneAsync(Plans.Of(await grabber.ObserveAsync(), new GroupPlan("0", [Plans.Task("a"), large, Plans.Task("b")], [])));

        result.Enqueued.Should().Equal("a", "large", "b");
        (await grabber.ObserveAsync()).Claims.Values.Should().OnlyContain(claim => claim.State == ClaimState.Waiting);
        (await Worker.DrainAsync()).Should().Equal("a", "large", "b");
    }

    [Fact]
    public async Task A_claim_that_cannot_be_read_still_keeps_its_task()
    {
        await Grabber().EnqueueAsync("0", "a", "b");
        await Database.HashSetAsync(ClaimsKey, "a", "not JSON");
        await Database.HashSetAsync(ClaimsKey, "b", "[]");
        await Worker.DrainAsync();

        (await Grabber().CycleAsync("0", "a", "b")).Single().Enqueued.Should().BeEmpty();
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("[]")]
    [InlineData("""{"urn": 7}""")]
    public async Task The_claim_of_a_popped_task_that_cannot_be_read_ends_as_others_do(string stored)
    {
        await Grabber().EnqueueAsync("0", "a", "b");
        await Worker.DrainAsync();
        await Database.HashSetAsync(ClaimsKey, "a", stored);

        (await Grabber().WithdrawAsync("0", "a")).Withdrawn.Should().Equal("a");

        (await Grabber().ObserveAsync()).Claims.Keys.Should().Equal("b");
    }

    [Fact]
    public async Task A_claim_that_was_written_anew_in_another_form_is_still_the_same_claim()
    {
        var claim = (await EnqueuedAsync("a")).Claims["a"];
        await Database.HashSetAsync(ClaimsKey, "a", $$"""{ "attempt" : 1, "urn" : "{{claim.Urn.ToString("D").ToUpperInvariant()}}" }""");

        (await Grabber().WithdrawAsync("0", "a")).Withdrawn.Should().Equal("a");

        (await Worker.LengthAsync()).Should().Be(0);
    }

    [Fact]
    public async Task Applying_ends_between_two_batches_when_it_is_cancelled_and_tells_what_was_written()
    {
        var ids = Enumerable.Range(0, 5_000).Select(number => $"{number}").ToList();
        using var stop = new CancellationTokenSource();
        var tasks = new TrippingList<EnqueuedTask>([.. ids.Select(id => EnqueuedTask.Of(Plans.Task(id)))], tripAt: ids.Count / 2, stop.Cancel);
        await using var connection = new RedisConnection(Database.Multiplexer);
        var queue = new ClaimQueue(new RedisStore(connection), ["0"], Time);
        var plan = Plans.Of(await queue.ObserveAsync(CancellationToken.None), new GroupPlan("0", tasks, []));

        var written = (await queue.ApplyAsync(plan, stop.Token)).Single();

        written.Should().BeEquivalentTo(new { Error = (Exception?)null, Stale = false });
        written.Enqueued.Count.Should().BeInRange(1, ids.Count - 1);
        (await Worker.LengthAsync()).Should().Be(written.Enqueued.Count);
        (await queue.ApplyAsync(plan, CancellationToken.None)).Single().Enqueued.Should().Equal(ids.Skip(written.Enqueued.Count));
        (await Worker.DrainAsync()).Should().Equal(ids);
    }

    [Fact]
    public async Task A_group_that_cannot_be_observed_is_told_although_the_plan_has_nothing_for_it()
    {
        await Database.StringSetAsync("retaskqueue-copr-be-1", "no list");
        var grabber = Grabber("0", "1");

        var result = await grabber.ApplyAsync(Plans.Enqueue(await grabber.ObserveAsync(), "0", "a"));

        result.Single(group => group.GroupId == "0").Enqueued.Should().Equal("a");
        result.Single(group => group.GroupId == "1").Error!.Message.Should().Contain("WRONGTYPE").And.Contain("retaskqueue-copr-be-1");
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("1.5")]
    [InlineData("-1")]
    [InlineData("9223372036854775807")]
    public async Task A_version_that_somebody_else_wrote_stops_nothing(string version)
    {
        await EnqueuedAsync("a");
        await Database.HashSetAsync(MetaKey, "version", version);

        (await Grabber().CycleAsync("0", "a", "b")).Single().Should().BeEquivalentTo(new { Enqueued = new[] { "b" }, Error = (Exception?)null });
        (await Grabber().WithdrawAsync("0", "a")).Withdrawn.Should().Equal("a");

        (await Worker.DrainAsync()).Should().Equal("b");
    }

    [Theory]
    [InlineData("""{"urn":"aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee","attempt":1,"owner":"\ud800","tags":["\udfff", "good"]}""")]
    [InlineData("{\"urn\":\"aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee\",\"owner\":\"\u00ff\"}")]
    public async Task A_claim_whose_texts_are_none_loses_them_and_nothing_else(string stored)
    {
        await EnqueuedAsync("a");
        await Database.HashSetAsync(ClaimsKey, "zz", System.Text.Encoding.Latin1.GetBytes(stored));

        var state = await Grabber().ObserveAsync();

        state.Claims["zz"].Should().BeEquivalentTo(new { Urn = Guid.Parse("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"), State = ClaimState.Silent });
        state.Claims["zz"].Limits.Owner.Should().BeNull();
    }

    [Fact]
    public async Task A_task_that_is_larger_than_a_batch_holds_no_other_up()
    {
        var grabber = Grabber();
        var huge = Some.Task($$"""{"task_id": "huge", "chroot": null, "x": "{{new string('x', 30 << 20)}}"}""");

        var result = await grabber.ApplyOneAsync(Plans.Of(await grabber.ObserveAsync(), new GroupPlan("0", [Plans.Task("a"), huge, Plans.Task("b")], [])));

        result.Enqueued.Should().Equal("a", "huge", "b");
    }

    private async Task<QueueState> EnqueuedAsync(params string[] taskIds)
    {
        var grabber = Grabber();
        await grabber.EnqueueAsync("0", taskIds);
        return await grabber.ObserveAsync();
    }
}
