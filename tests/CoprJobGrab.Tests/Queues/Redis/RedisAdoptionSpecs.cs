using System.Text.Json;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

public sealed class RedisAdoptionSpecs(RedisFixture redis) : RedisQueueTest(redis)
{
    [Fact]
    public async Task A_worker_keeps_its_build_when_a_second_element_of_it_is_thrown_away_before_it_is_adopted()
    {
        var workers = new WorkerQueue(new RedisStore(Connect()));
        var grabber = Grabber();
        await grabber.EnqueueAsync("0", "x");
        var build = (await workers.TakeAsync("0", TimeSpan.FromMinutes(5), CancellationToken.None))!;
        await Database.ListLeftPushAsync(
            ListKey, """{"_data": "{\"task_id\": \"x\", \"chroot\": \"fedora-42-x86_64\"}", "urn": "urn:uuid:9b0a7f6c-0000-4000-8000-000000000001"}""");
        var observed = await grabber.ObserveAsync();
        (await workers.TakeAsync("0", TimeSpan.FromMinutes(5), CancellationToken.None)).Should().BeNull("it is not the one that is claimed");

        await grabber.ApplyAsync(Plans.Of(observed, new GroupPlan("0", [], [])));

        (await workers.RenewAsync(build, TimeSpan.FromMinutes(5), CancellationToken.None)).Should().NotBeNull("nobody else has it");
        (await grabber.ObserveAsync()).Claims["x"].Should().Match<Claim>(claim => claim.State == ClaimState.Leased && claim.Urn == build.Urn);
    }

    [Fact]
    public async Task What_the_Python_grabber_left_in_the_list_is_not_pushed_again()
    {
        await PythonPushAsync("a", "7", "b");
        var grabber = Grabber();

        var adopted = (await grabber.ObserveAsync()).Claims.Values.ToList();
        await grabber.CycleAsync("0", "a", "7", "b", "c");

        adopted.Should().HaveCount(3).And.OnlyContain(claim => claim.State == ClaimState.Waiting && claim.Limits.Owner == "jdoe");
        (await Database.HashLengthAsync(ClaimsKey)).Should().Be(5, "four claims and the incarnation");
        (await Worker.DrainAsync()).Should().Equal("a", "7", "b", "c");
        (await Grabber().CycleAsync("0", "a", "7", "b", "c")).Single().Enqueued.Should().BeEmpty();
    }

    [Fact]
    public async Task Observing_the_queues_writes_nothing()
    {
        await PythonPushAsync("a");

        await Grabber().ObserveAsync();

        (await Database.ExecuteAsync("DBSIZE")).ToString().Should().Be("1");
    }

    [Fact]
    public async Task A_plan_without_anything_for_the_group_adopts_too()
    {
        await PythonPushAsync("a");
        var grabber = Grabber();

        var result = (await grabber.ApplyAsync(Plans.Of(await grabber.ObserveAsync()))).Should().ContainSingle().Subject;

        result.Should().BeEquivalentTo(new GroupResult("0"));
        result.Repaired.Should().Be((1, 0));

        (await Database.HashExistsAsync(ClaimsKey, "a")).Should().BeTrue();
    }

    [Fact]
    public async Task Doubled_elements_are_kept_once_where_they_are_popped_first()
    {
        await PythonPushAsync("a", "b", "c", "b", "a", "d", "b");

        await Grabber().CycleAsync("0", "a", "b", "c", "d");

        (await Worker.DrainAsync()).Should().Equal("a", "b", "c", "d");
    }

    [Fact]
    public async Task An_exact_copy_of_an_element_is_removed_as_well()
    {
        var grabber = Grabber();
        await grabber.EnqueueAsync("0", "a", "b");
        await Database.ListLeftPushAsync(ListKey, await Database.ListGetByIndexAsync(ListKey, -1));

        await grabber.CycleAsync("0", "a", "b");

        (await Worker.DrainAsync()).Should().Equal("a", "b");
    }

    [Fact]
    public async Task Elements_whose_claims_were_lost_alone_are_claimed_again()
    {
        var grabber = Grabber();
        await grabber.EnqueueAsync("0", "a", "b", "c");
        await Worker.DequeueAsync();
        await Database.KeyDeleteAsync(ClaimsKey);

        await grabber.CycleAsync("0", "b", "c", "d");

        (await Worker.DrainAsync()).Should().Equal("b", "c", "d");
    }

    [Fact]
    public async Task A_task_that_was_popped_and_pushed_back_under_another_urn_waits_again()
    {
        var grabber = Grabber();
        await grabber.EnqueueAsync("0", "a", "b");
        await Worker.DrainAsync();
        (await grabber.ObserveAsync()).Claims.Values.Should().OnlyContain(claim => claim.State == ClaimState.Silent);
        await PythonPushAsync("a");

        await grabber.CycleAsync("0", "a", "b");

        var claims = (await Grabber().ObserveAsync()).Claims;
        claims["a"].State.Should().Be(ClaimState.Waiting);
        claims["b"].State.Should().Be(ClaimState.Silent);
        (await grabber.WithdrawAsync("0", "a")).Withdrawn.Should().Equal("a");
        (await Worker.LengthAsync()).Should().Be(0);
    }

    [Fact]
    public async Task What_a_worker_pops_before_the_adoption_is_written_is_claimed_all_the_same()
    {
        await PythonPushAsync("a", "b");
        var grabber = Grabber();
        var observed = await grabber.ObserveAsync();
        await Worker.DrainAsync();

        await grabber.ApplyAsync(Plans.Of(observed));

        (await Grabber().ObserveAsync()).Claims.Values.Should().HaveCount(2).And.OnlyContain(claim => claim.State == ClaimState.Silent);
    }

    [Fact]
    public async Task A_writer_that_keeps_pushing_stops_neither_the_adoption_nor_what_is_new()
    {
        await PythonPushAsync("a", "a");
        var grabber = Grabber();
        var observed = await grabber.ObserveAsync();
        await PythonPushAsync("b");

        (await grabber.ApplyOneAsync(Plans.Enqueue(observed, "0", "c"))).Enqueued.Should().Equal("c");

        (await Worker.LengthAsync()).Should().Be(3);
        (await grabber.CycleAsync("0", "a", "b", "c")).SelectMany(group => group.Enqueued).Should().BeEmpty();
        (await Worker.DrainAsync()).Should().Equal("a", "b", "c");
    }

    [Fact]
    public async Task An_adoption_from_an_old_picture_removes_nothing()
    {
        await PythonPushAsync("a", "a");
        var grabber = Grabber();
        var observed = await grabber.ObserveAsync();
        await Grabber().EnqueueAsync("0", "b");

        (await grabber.ApplyOneAsync(Plans.Enqueue(observed, "0", "c"))).Stale.Should().BeTrue();

        await grabber.CycleAsync("0", "a", "b", "c");
        (await Worker.DrainAsync()).Should().Equal("a", "b", "c");
    }

    [Fact]
    public async Task Tasks_that_share_one_urn_are_told_apart_when_a_doubled_one_is_removed()
    {
        const string urn = "urn:uuid:aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";
        foreach (var taskId in (string[])["50", "50", "51"])
        {
            await Database.ListLeftPushAsync(ListKey, $$"""{"_data": "{\"task_id\": {{taskId}}, \"chroot\": null}", "urn": "{{urn}}"}""");
        }

        await Grabber().CycleAsync("0", "50", "51");

        (await Worker.DrainAsync()).Should().Equal("50", "51");
    }

    [Theory]
    [InlineData("1e999", "Infinity")]
    [InlineData("-1e999", "-Infinity")]
    public async Task A_task_whose_envelope_holds_a_number_that_JSON_does_not_have_is_adopted(string sent, string written)
    {
        var task = Some.Task($$"""{"task_id": "7", "chroot": "fedora-20-x86_64", "NaN\"": "Infinity", "x": {{sent}} }""");
        var grabber = Grabber();
        await grabber.ApplyAsync(Plans.Of(await grabber.ObserveAsync(), new GroupPlan("0", [task], [])));
        ((string?)await Database.ListGetByIndexAsync(ListKey, 0)).Should().Contain($": {written}}}");
        await Database.KeyDeleteAsync(ClaimsKey);

        (await Grabber().CycleAsync("0", "7")).SelectMany(group => group.Enqueued).Should().BeEmpty();

        (await Worker.LengthAsync()).Should().Be(1);
    }

    [Theory]
    [InlineData("""{"\ud800": 1, "_data": "{}", "urn": "x"}""")]
    [InlineData("""{"_data": "{\"task_id\": NaN}", "urn": "\ud800"}""")]
    [InlineData("[[[[")]
    public async Task An_element_that_nobody_can_read_stops_nothing(string element)
    {
        await Database.ListLeftPushAsync(ListKey, element);
        var grabber = Grabber();

        (await grabber.CycleAsync("0", "a")).Single().Enqueued.Should().Equal("a");
        (await Grabber().CycleAsync("0", "a")).SelectMany(group => group.Enqueued).Should().BeEmpty();
    }

    [Fact]
    public async Task Other_writers_forms_are_adopted_and_what_is_no_build_is_left_alone()
    {
        await Database.ListLeftPushAsync(ListKey,
        [
            """{"urn":"urn:uuid:34971D62-0eeb-47eb-9100-ab69c2c34386","_data":"{\u0022task_id\u0022:\u0022a\u0022,\u0022chroot\u0022:null}"}""",
            """{"_data": "{\"task_id\": \"\\ud800\", \"chroot\": \"broken\"}"}""",
            "no envelope",
            "{\"_data\": \"\\\"start\\\"\", \"urn\": \"urn:uuid:34971d62-0eeb-47eb-9100-ab69c2c34387\"}",
        ]);
        var grabber = Grabber();

        (await grabber.CycleAsync("0", "a", "\ud800", "b")).Single().Enqueued.Should().Equal("b");

        (await Database.ListLengthAsync(ListKey)).Should().Be(5);
        (await grabber.WithdrawAsync("0", "a", "\ud800")).Withdrawn.Should().Equal("\ud800", "a");
        (await Database.ListRangeAsync(ListKey)).Select(element => (string)element!).Should().HaveCount(3).And.Contain("no envelope");
    }

    private async Task PythonPushAsync(params string[] taskIds)
    {
        foreach (var taskId in taskIds)
        {
            var record = $$"""{"task_id": "{{taskId}}", "chroot": "fedora-20-x86_64", "project_owner": "jdoe", "project_name": "hello"}""";
            await Database.ListLeftPushAsync(ListKey, $$"""{"_data": {{JsonSerializer.Serialize(record)}}, "urn": "urn:uuid:{{Guid.NewGuid()}}"}""");
        }
    }
}
