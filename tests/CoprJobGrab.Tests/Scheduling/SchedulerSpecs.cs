using CoprJobGrab.Testing;
using CsCheck;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Scheduling;

public sealed class SchedulerSpecs
{
    private static readonly TimeSpan Start = TimeSpan.FromHours(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly ClaimRules Rules = ClaimRules.From(new ClaimOptions(), ReleaseRule.WhenUnlisted, listsRunning: true);

    private readonly Scheduler _scheduler = new(new ArchitectureRouter(new BuilderGroups([new("0", ["x86_64", "i386"]), new("1", ["armv7"])])));

    [Fact]
    public void A_listed_task_without_a_claim_is_enqueued_in_its_group()
    {
        var plan = Plan(Listed(Some.Build("7", "fedora-20-armv7")), Observed());

        plan.Tasks.Should().ContainSingle().Which.Decision.Should().Be(new Decision.Enqueue("1", "group 1 builds armv7"));
        plan.Groups.Should().ContainSingle().Which.Enqueue.Should().ContainSingle().Which.TaskId.Should().Be("7");
    }

    [Theory]
    [InlineData(ClaimState.Waiting, "it waits in the queue of group 0")]
    [InlineData(ClaimState.Leased, "a worker of group 0 holds it")]
    [InlineData(ClaimState.Silent, "a worker of group 0 has taken it")]
    public void A_claimed_task_is_kept_with_where_it_stands(ClaimState standing, string reason)
    {
        var plan = Plan(Listed(Some.Build("7")), Observed(Claim("7", standing: standing)));

        plan.Tasks.Should().ContainSingle().Which.Decision.Should().Be(new Decision.Keep("0", reason));
        plan.Groups.Where(group => group.Enqueue.Count + group.Requeue.Count + group.Withdraw.Count + group.Park.Count > 0).Should().BeEmpty();
    }

    [Fact]
    public void An_unknown_architecture_is_refused_and_costs_no_other_task()
    {
        var plan = Plan(Listed(Some.Build("1", "fedora-20-s390x"), Some.Build("2")), Observed());

        plan.Tasks.Select(planned => planned.Decision.GetType()).Should().Equal(typeof(Decision.Refuse), typeof(Decision.Enqueue));
    }

    [Fact]
    public void A_group_that_a_router_invents_is_refused()
    {
        var scheduler = new Scheduler(new Inventor());

        var plan = scheduler.Plan(Listed(Some.Build("7")), new PlanInput(Observed(), ListMemory.None, Rules, Start, Interval)).Plan;

        plan.Tasks.Single().Decision.Should().BeOfType<Decision.Refuse>().Which.Reason.Should().Contain("'nowhere'");
    }

    [Fact]
    public void A_router_that_throws_or_answers_nothing_costs_that_task_only()
    {
        var scheduler = new Scheduler(new Stumbler());

        var plan = scheduler.Plan(
            Listed(Some.Build("throws"), Some.Build("null"), Some.Build("fine")), new PlanInput(Observed(), ListMemory.None, Rules, Start, Interval)).Plan;

        plan.Tasks.Select(task => task.Decision).Should().Equal(
            new Decision.Refuse("The router Stumbler failed: InvalidOperationException: no owner"),
            new Decision.Refuse("The router Stumbler gave no decision; it must return a RouteDecision"),
            new Decision.Enqueue("0", "because"));
    }

    [Fact]
    public void The_first_of_equal_ids_counts_and_the_others_are_repeated()
    {
        var plan = Plan(
            Listed(Some.Task("""{"task_id": 7, "chroot": "fedora-20-armv7"}""", 0), Some.Task("""{"task_id": "7", "chroot": "fedora-20-x86_64"}""", 1)),
            Observed());

        plan.Tasks.Should().ContainSingle().Which.Decision.Should().BeOfType<Decision.Enqueue>().Which.GroupId.Should().Be("1");
        plan.Repeated.Should().ContainSingle().Which.Index.Should().Be(1);
    }

    [Fact]
    public void A_claim_is_withdrawn_when_two_successive_lists_miss_it()
    {
        var (first, absences) = Plan(Listed(), Observed(Claim("7")), ListMemory.None, Start);
        var (second, _) = Plan(Listed(), Observed(Claim("7")), absences, Start + Interval);

        first.Withdrawals.Should().BeEmpty();
        second.Withdrawals.Should().ContainSingle().Which.Claim.TaskId.Should().Be("7");
        second.Groups.Should().ContainSingle().Which.Withdraw.Should().ContainSingle();
    }

    [Fact]
    public void Lists_that_come_faster_than_the_interval_count_as_one_absence()
    {
        var (_, absences) = Plan(Listed(), Observed(Claim("7")), ListMemory.None, Start);
        var (tooSoon, next) = Plan(Listed(), Observed(Claim("7")), absences, Start + Interval - TimeSpan.FromTicks(1));
        var (due, _) = Plan(Listed(), Observed(Claim("7")), next, Start + Interval);

        tooSoon.Withdrawals.Should().BeEmpty();
        due.Withdrawals.Should().ContainSingle();
    }

    [Fact]
    public void A_task_that_is_listed_again_begins_anew_with_its_absences()
    {
        var (_, absent) = Plan(Listed(), Observed(Claim("7")), ListMemory.None, Start);
        var (_, back) = Plan(Listed(Some.Build("7")), Observed(Claim("7")), absent, Start + Interval);
        var (again, _) = Plan(Listed(), Observed(Claim("7")), back, Start + (2 * Interval));

        again.Withdrawals.Should().BeEmpty();
    }

    [Fact]
    public void A_claim_whose_record_is_malformed_today_is_still_listed()
    {
        var list = new Listing<BuildTask>.Complete([], [new MalformedRecord(0, "7", "…")]);
        var (_, absences) = Plan(list, Observed(Claim("7")), ListMemory.None, Start);

        Plan(list, Observed(Claim("7")), absences, Start + Interval).Plan.Withdrawals.Should().BeEmpty();
    }

    [Fact]
    public void Every_listed_record_gets_exactly_one_decision_for_any_list_and_any_queue() =>
        Gen.Select(Gen.Int[0, 12].Array[0, 40], Gen.Int[0, 12].Array[0, 10]).Sample((listed, claimed) =>
        {
            var chroots = new[] { "fedora-20-x86_64", "fedora-20-armv7", "fedora-20-s390x" };
            var list = Listed([.. listed.Select((id, index) => Some.Build($"{id}", chroots[id % 3], index: index))]);

            var plan = Plan(list, Observed([.. claimed.Distinct().Select(id => Claim($"{id}"))]));

            var planned = plan.Tasks.Select(task => task.Task.Index).Concat(plan.Repeated.Select(task => task.Index));
            planned.Order().Should().Equal(Enumerable.Range(0, listed.Length));
            plan.Tasks.Select(task => task.Task.TaskId).Should().OnlyHaveUniqueItems();
            var enqueued = plan.Groups.SelectMany(group => group.Enqueue).Select(task => task.TaskId).ToList();
            enqueued.Should().BeEquivalentTo(listed.Distinct().Where(id => id % 3 != 2).Except(claimed).Select(id => $"{id}"));
            enqueued.Should().OnlyHaveUniqueItems();
        });

    [Fact]
    public void Only_a_claim_that_two_lists_an_interval_apart_missed_is_ever_withdrawn() =>
        Gen.Select(Gen.Int[0, 9].Array[0, 12], Gen.Int[0, 9].Array[0, 4], Gen.Int[0, 8]).Array[1, 12].Sample(lists =>
        {
            var claims = Enumerable.Range(0, 10).Select(id => Claim($"{id}", id % 2 == 0 ? "0" : "1")).ToArray();
            var missedSince = claims.ToDictionary(claim => claim.TaskId, _ => (TimeSpan?)null);
            var (absences, now) = (ListMemory.None, Start);
            foreach (var (listed, malformed, seconds) in lists)
            {
                var list = new Listing<BuildTask>.Complete(
                    [.. listed.Select((id, index) => Some.Build($"{id}", index: index))], [.. malformed.Select(id => new MalformedRecord(99, $"{id}", "…"))]);

                (var plan, absences) = Plan(list, Observed(claims), absences, now);

                foreach (var claim in claims)
                {
                    var present = listed.Concat(malformed).Any(id => $"{id}" == claim.TaskId);
                    missedSince[claim.TaskId] = present ? null : missedSince[claim.TaskId] ?? now;
                }

                plan.Withdrawals.Select(withdrawal => withdrawal.Claim.TaskId).Should().BeEquivalentTo(
                    missedSince.Where(missed => missed.Value is { } since && since < now && now - since >= Interval).Select(missed => missed.Key));
                now += TimeSpan.FromSeconds(seconds);
            }
        });

    private GrabPlan Plan(Listing<BuildTask>.Complete list, QueueState observed) => Plan(list, observed, ListMemory.None, Start).Plan;

    private (GrabPlan Plan, ListMemory Memory) Plan(Listing<BuildTask>.Complete list, QueueState observed, ListMemory absences, TimeSpan now) =>
        _scheduler.Plan(list, new PlanInput(observed, absences, Rules, now, Interval));

    private static Listing<BuildTask>.Complete Listed(params BuildTask[] tasks) => new(tasks);

    private static Claim Claim(string taskId, string group = "0", ClaimState standing = ClaimState.Waiting) =>
        new(taskId, group, Guid.NewGuid(), 1, standing, new LimitKeys());

    private static QueueState Observed(params Claim[] claims) => new(
        new Dictionary<string, GroupState> { ["0"] = new("0", 0, null, 0), ["1"] = new("1", 0, null, 0) },
        claims.ToDictionary(claim => claim.TaskId));

    private sealed class Stumbler : IBuildRouter
    {
        public RouteDecision Route(BuildTask task) => task.TaskId switch
        {
            "throws" => throw new InvalidOperationException("no owner"),
            "null" => null!,
            _ => new RouteDecision.ToGroup("0", "because"),
        };
    }

    private sealed class Inventor : IBuildRouter
    {
        public RouteDecision Route(BuildTask task) => new RouteDecision.ToGroup("nowhere", "because");
    }
}
