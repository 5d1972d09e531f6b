using CoprJobGrab.TestKit;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Explaining;

public class RedisExplainerSpecs(RedisFixture redis) : ExplainerContract, IClassFixture<RedisFixture>
{
    private const string ClaimsKey = "cjg:{retaskqueue-copr-be-0}:claims";

    private readonly RedisConnection _connection = new(new RedisOptions { Configuration = redis.Server.Address });
    private IDatabase _database = null!;

    protected override string ListName => "retaskqueue-copr-be-0";

    internal override IWorkerQueue Worker => new WorkerQueue(new RedisStore(_connection));

    public override async ValueTask InitializeAsync() => _database = await redis.EmptyAsync();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _connection.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task To_ask_leaves_an_empty_Redis_empty()
    {
        Lists("a");

        await WhyAsync("a");

        (await redis.Server.KeysAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_claim_of_an_older_version_does_not_say_since_when_it_waits()
    {
        Lists("a");
        await CycleAsync();
        var claim = (string)(await _database.HashGetAsync(ClaimsKey, "a"))!;
        await _database.HashSetAsync(ClaimsKey, "a", System.Text.RegularExpressions.Regex.Replace(claim, ",\"queued\":[0-9]+", ""));

        (await WhyAsync("a")).Reason.Should().Be("it is queued on the list retaskqueue-copr-be-0 at position 1 of 1, since when was not written down");
    }

    [Fact]
    public async Task A_builder_group_that_cannot_be_observed_may_have_a_task_that_no_other_has()
    {
        Lists("a");
        await CycleAsync();
        await _database.SetAddAsync("cjg:groups", "1");
        await _database.StringSetAsync("retaskqueue-copr-be-1", "no list");

        var claimed = await WhyAsync("a");
        Lists("a", "b");
        var unclaimed = await WhyAsync("b");

        claimed.State.Should().Be(ExplanationState.Queued);
        unclaimed.State.Should().Be(ExplanationState.Unknown);
        unclaimed.Reason.Should().StartWith("builder group 1 could not be observed, and may have it: ");
        unclaimed.Trace.Should().Contain("no builder group has a claim of it, as far as is known");
    }

    [Fact]
    public async Task Rules_that_differ_from_the_leader_s_are_named_with_both_values()
    {
        Lists("a", "b", "c");
        Options = options =>
        {
            options.Scheduling.Limits.PerOwner = 5;
            options.Claims.VisibilityTimeout = TimeSpan.FromHours(3);
            options.Claims.AbsenceMemory = TimeSpan.Zero;
        };
        await CycleAsync();
        Options = options => options.Scheduling.Limits.PerOwner = 3;
        Lists("a", "b", "c", "d");

        var why = await WhyAsync("d");
        var plan = await Process().GetRequiredService<JobGrabber>().PlanAsync();

        why.State.Should().Be(ExplanationState.Held, "the answer is by this process's rules");
        why.Leader.Should().BeEquivalentTo(new LeaderRules(
            true, null,
            Rules(("Claims:AbsenceMemory", "1 min"), ("Claims:VisibilityTimeout", "26 h"), ("Scheduling:Limits:PerOwner", "3")),
            Rules(("Claims:AbsenceMemory", "0 s"), ("Claims:VisibilityTimeout", "3 h"), ("Scheduling:Limits:PerOwner", "5"))));
        why.Trace.Should().Contain("Scheduling:Limits:PerOwner is 3 here, and 5 in the grabber that leads")
            .And.Contain("Claims:VisibilityTimeout is 26 h here, and 3 h in the grabber that leads");
        why.Advice.Should().StartWith("ask again with the rules of the grabber that leads");
        plan.Leader.Should().BeEquivalentTo(why.Leader);
    }

    [Fact]
    public async Task Rules_that_are_the_leader_s_make_no_words()
    {
        Lists("a");
        await CycleAsync();

        var why = await WhyAsync("a");

        why.Leader.Should().BeEquivalentTo(new LeaderRules(true, null, Rules(), Rules()));
        why.Trace.Should().NotContain(step => step.Contains("leads"));
    }

    [Fact]
    public async Task A_leader_that_begins_or_changes_its_rules_keeps_them_and_no_other_cycle_does()
    {
        Lists("a");
        await CycleAsync();
        var kept = await _database.HashGetAsync("cjg:leader", "rules");
        await _database.HashSetAsync("cjg:leader", "rules", "of somebody else");
        await CycleAsync();

        ((string)kept!).Should().Contain("Groups:0").And.Contain("x86_64");
        ((string)(await _database.HashGetAsync("cjg:leader", "rules"))!).Should()
            .Be("of somebody else", "a cycle writes them when they are new, and only then");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nonsense")]
    [InlineData("""{"epoch":1,"rules":{"Scheduling:Limits:PerOwner":"7"}}""")]
    public async Task Rules_that_the_leader_has_not_kept_are_not_known_and_the_answer_says_so(string? kept)
    {
        Lists("a");
        await CycleAsync();
        if (kept is null)
        {
            await _database.HashDeleteAsync("cjg:leader", "rules");
        }
        else
        {
            await _database.HashSetAsync("cjg:leader", "rules", kept);
        }

        var why = await WhyAsync("a");

        why.State.Should().Be(ExplanationState.Queued);
        why.Leader.Should().Match<LeaderRules>(leader => leader.IsLed && leader.Differences.Count == 0);
        why.Trace.Should().Contain("whether the grabber that leads has the same rules is not known: it is of a version that does not keep them in the store");
    }

    [Fact]
    public async Task A_task_that_is_due_while_nobody_leads_is_told_so()
    {
        Lists("a", "b");

        var never = await WhyAsync("a");
        await CycleAsync();
        await Leader.HandOverAsync(isClean: true, CancellationToken.None);
        Lists("a", "b", "c");
        var left = await WhyAsync("c");

        new[] { never.Advice, left.Advice }.Should().AllBe("start a grabber: none leads now");
        left.Trace.Should().Contain("no grabber leads now");
        left.Leader!.Unknown.Should().BeNull();
    }

    protected override string[] NobodyLeads => ["no grabber leads now", "whether the grabber that leads has the same rules is not known: none has led yet"];

    protected override void Connect(ICoprJobGrabBuilder builder) => builder.UseRedis(options => options.Configuration = redis.Server.Address);

    protected override async Task PopAsync() => (await _database.ListRightPopAsync("retaskqueue-copr-be-0")).IsNull.Should().BeFalse();

    private static Dictionary<string, string?> Rules(params (string Name, string? Value)[] rules) => rules.ToDictionary(rule => rule.Name, rule => rule.Value);
}
