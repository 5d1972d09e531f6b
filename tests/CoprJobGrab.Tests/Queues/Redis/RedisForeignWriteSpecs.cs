using System.Text.Json;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

/// <summary>What others write, while the grabber reads or where it keeps its own: it costs no task.</summary>
public sealed class RedisForeignWriteSpecs(RedisFixture redis) : RedisQueueTest(redis)
{
    [Theory]
    [InlineData("garbage")]
    [InlineData("{}")]
    [InlineData("""{"urn":"00000000-0000-0000-0000-000000000000","attempt":1}""")]
    [InlineData("""{"urn":"3d1b1b1e-0000-4000-8000-000000000001","attempt":"2"}""")]
    [InlineData("""{"urn":"3d1b1b1e-0000-4000-8000-000000000001","attempt":2.0}""")]
    [InlineData("""{"urn":"3d1b1b1e-0000-4000-8000-000000000001","attempt":1.5}""")]
    [InlineData("""{"urn":"3d1b1b1e-0000-4000-8000-000000000001","attempt":NaN}""")]
    public async Task A_claim_that_cannot_be_read_is_stamped_and_ends_as_others_do(string text)
    {
        await Grabber().EnqueueAsync("0", "a");
        await Worker.DrainAsync();
        await Database.HashSetAsync(ClaimsKey, "a", text);
        var grabber = Grabber();
        var observed = await grabber.ObserveAsync();
        await grabber.ApplyAsync(Plans.Of(observed, new GroupPlan("0", [], []) { Stamp = [observed.Claims["a"] with { SilentSince = Time.GetUtcNow() }] }));

        var stamped = (await grabber.ObserveAsync()).Claims["a"];
        var withdrawn = await grabber.WithdrawAsync("0", "a");

        stamped.SilentSince.Should().NotBeNull();
        withdrawn.Withdrawn.Should().Equal("a");
        (await Database.HashExistsAsync(ClaimsKey, "a")).Should().BeFalse();
    }

    [Fact]
    public async Task An_element_that_was_seen_twice_because_the_list_moved_under_the_reader_stays()
    {
        await PushAsync("a", "b", "c");
        var elements = await Database.ListRangeAsync(ListKey);
        var mirror = await SurveyedAsync([.. elements.Reverse(), elements[1]]);

        await AdoptStep.RunAsync(Store, mirror, Terms, new GroupResultBuilder("0"));

        (await Worker.DrainAsync()).Should().Equal("a", "b", "c");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public async Task Very_many_are_adopted_a_part_at_a_time(int atOnce)
    {
        await PushAsync("a", "b", "a", "c", "b");
        var mirror = await SurveyedAsync((await Database.ListRangeAsync(ListKey)).Reverse());
        var outcome = new GroupResultBuilder("0");

        await AdoptStep.RunAsync(Store, mirror, Terms, outcome, atOnce);

        outcome.IsRefused.Should().BeFalse();
        (await Database.HashKeysAsync(ClaimsKey)).Select(field => (string)field!).Should().BeEquivalentTo("", "a", "b", "c");
        (await Worker.DrainAsync()).Should().Equal("a", "b", "c");
        mirror.Version.Should().Be((long)await Database.HashGetAsync(MetaKey, "version"));
    }

    [Fact]
    public async Task A_task_that_others_put_into_two_groups_lists_is_handed_out_once()
    {
        await PushAsync("a", "b");
        await PushToAsync("retaskqueue-copr-be-1", "b", "c");
        var grabber = Grabber("0", "1");

        await grabber.CycleAsync("0", "a", "b", "c");
        await grabber.CycleAsync("0", "a", "b", "c");

        string[] taken = [.. await Worker.DrainAsync(), .. await new RetaskReader(Database, "copr-be-1").DrainAsync()];
        taken.Should().BeEquivalentTo("a", "b", "c");
    }

    [Fact]
    public async Task A_task_that_a_worker_of_one_group_has_is_not_handed_out_by_the_list_of_another()
    {
        var grabber = Grabber("0", "1");
        await grabber.EnqueueAsync("0", "a");
        await Worker.DrainAsync();
        await grabber.ObserveAsync();
        await PushToAsync("retaskqueue-copr-be-1", "a");

        await grabber.CycleAsync("0", "a");

        (await Database.ListLengthAsync("retaskqueue-copr-be-1")).Should().Be(0);
        (await grabber.ObserveAsync()).Claims["a"].Should().Match<Claim>(claim => claim.GroupId == "0" && claim.State == ClaimState.Silent);
    }

    private RedisGroupStore Store => new("0", Connect());

    private static LeaderTerms Terms => new(0, null, "begun", 0);

    /// <summary>What a grabber knows that has seen these elements, the one first that is popped first.</summary>
    private async Task<GroupCache> SurveyedAsync(IEnumerable<RedisValue> elements)
    {
        var survey = new OrphanScan("0", new Dictionary<string, Claim>());
        var listed = elements.Select(element => survey.See(NameOf((string)element!), (ReadOnlyMemory<byte>)element)).ToList();
        var mirror = new GroupCache("0", isConfigured: true, new ClaimTable());
        mirror.Load(new GroupSnapshot(null, 0, [.. survey.Listed.Values], listed, survey.Result(null, 0)), await Store.ProbeAsync());
        return mirror;
    }

    private static Guid NameOf(string element)
    {
        using var envelope = JsonDocument.Parse(element);
        return Guid.Parse(envelope.RootElement.GetProperty("urn").GetString()!["urn:uuid:".Length..]);
    }

    private Task PushAsync(params string[] taskIds) => PushToAsync(ListKey, taskIds);

    private async Task PushToAsync(string list, params string[] taskIds)
    {
        foreach (var taskId in taskIds)
        {
            var record = $$"""{"task_id": "{{taskId}}", "chroot": "fedora-20-x86_64"}""";
            await Database.ListLeftPushAsync(list, $$"""{"_data": {{JsonSerializer.Serialize(record)}}, "urn": "urn:uuid:{{Guid.NewGuid()}}"}""");
        }
    }
}
