using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Scheduling;

public sealed class ClaimEndSpecs
{
    private static readonly TimeSpan Start = TimeSpan.FromHours(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly ClaimRules Rules = new(ReleaseRule.WhenUnlisted, TimeSpan.FromHours(2), TimeSpan.FromHours(3), 3, RemovedGroups.Drain);

    private static readonly ClaimRules Remembering = Rules with { AbsenceMemory = TimeSpan.FromMinutes(1), ListsRunning = true };

    private readonly Scheduler _scheduler = new(new ArchitectureRouter(new BuilderGroups([new("0", ["x86_64"]), new("1", ["armv7"])])));

    [Fact]
    public void The_first_observation_of_a_popped_task_is_written_down_once()
    {
        var silent = Claim("7", ClaimState.Silent);

        Decide(Rules, silent, listed: true).Groups.Single().Stamp.Should().Equal(silent with { SilentSince = Now });
        Decide(Rules, silent with { SilentSince = Now }, listed: true).Groups.Should().BeEmpty();
    }

    [Fact]
    public void A_stamp_of_a_time_that_lies_ahead_was_written_before_the_clock_was_set_back_and_patience_begins_anew()
    {
        var silent = Claim("7", ClaimState.Silent) with { SilentSince = Now + TimeSpan.FromDays(365) };

        Decide(Rules, silent, listed: true).Groups.Single().Stamp.Should().Equal(silent with { SilentSince = Now });
    }

    [Fact]
    public void A_stamp_of_before_a_jump_of_the_clock_counts_no_more_and_patience_begins_anew()
    {
        var silent = Claim("7", ClaimState.Silent) with { SilentSince = Now - TimeSpan.FromDays(2) };
        var jump = new ClockJump(Now, TimeSpan.FromDays(1));

        var plan = Decide(Rules, silent, listed: true, jump: jump);

        plan.Tasks.Single().Decision.Should().BeOfType<Decision.Keep>();
        plan.Groups.Single().Stamp.Should().Equal(silent with { SilentSince = Now });
        Decide(Rules, silent with { SilentSince = Now }, listed: true, jump: jump).Groups.Should().BeEmpty("it is written down once");
    }

    [Fact]
    public void A_jump_of_the_clock_ends_no_claim_of_a_task_whose_absence_means_nothing()
    {
        var rules = Rules with { Release = ReleaseRule.WhenReported };
        var silent = Claim("7", ClaimState.Silent) with { SilentSince = Now - TimeSpan.FromDays(2) };

        Decide(rules, silent, listed: false, lists: 2).Withdrawals.Should().ContainSingle();
        Decide(rules, silent, listed: false, lists: 2, jump: new ClockJump(Now, TimeSpan.FromDays(1))).Withdrawals.Should().BeEmpty();
    }

    [Fact]
    public void A_jump_of_the_clock_that_is_short_beside_the_patience_counts_as_time_that_passed()
    {
        var silent = Claim("7", ClaimState.Silent) with { SilentSince = Now - Rules.VisibilityTimeout };

        Decide(
            Rules, silent, listed: true, jump: new ClockJump(Now, Rules.VisibilityTimeout / 26)).Tasks.Single().Decision.Should().BeOfType<Decision.Requeue>();
    }

    [Fact]
    public void A_task_that_waits_again_loses_its_stamp() =>
        Decide(Rules, Claim("7") with { SilentSince = Now }, listed: true).Groups.Single().Stamp.Should().ContainSingle().Which.SilentSince.Should().BeNull();

    [Fact]
    public void A_listed_task_of_a_silent_worker_is_handed_out_again_after_the_start_patience()
    {
        var claim = Claim("7", ClaimState.Silent) with { SilentSince = Now - Rules.VisibilityTimeout };

        Decide(Rules, claim, listed: true).Tasks.Single().Decision.Should().Be(new Decision.Requeue(claim, 2, "its worker has given no sign for 2 h"));
        var soon = claim with { SilentSince = claim.SilentSince + TimeSpan.FromTicks(1) };
        Decide(Rules, soon, listed: true).Tasks.Single().Decision.Should().BeOfType<Decision.Keep>();
    }

    [Fact]
    public void A_listed_task_is_handed_out_again_when_its_lease_has_run_out()
    {
        var claim = Claim("7", ClaimState.Leased) with { LeasedUntil = Now };

        Decide(Rules, claim, listed: true).Tasks.Single().Decision.Should().BeOfType<Decision.Requeue>().Which.Attempt.Should().Be(2);
        Decide(Rules, claim with { LeasedUntil = Now + TimeSpan.FromTicks(1) }, listed: true).Tasks.Single().Decision.Should().BeOfType<Decision.Keep>();
    }

    [Fact]
    public void A_task_that_was_handed_out_as_often_as_allowed_is_parked_and_stays_so()
    {
        var claim = Claim("7", ClaimState.Leased, attempt: 3) with { LeasedUntil = Now };

        var plan = Decide(Rules, claim, listed: true);
        var park = plan.Tasks.Single().Decision.Should().BeOfType<Decision.Park>().Which;
        var again = Decide(Rules, claim with { State = ClaimState.Parked, ParkedBecause = park.Reason }, listed: true);

        plan.Groups.Single().Park.Should().Equal(park);
        again.Tasks.Single().Decision.Should().BeOfType<Decision.Park>().Which.Reason.Should().Be(park.Reason);
        again.Groups.Should().BeEmpty();
    }

    [Theory]
    [InlineData("Rescheduled", 1, 2)]
    [InlineData("Finished", 2, 3)]
    [InlineData("Retried", 3, 1)]
    [InlineData("Forgotten", 2, 2)]
    [InlineData("Cancelled", 0, 1)]
    public void A_released_task_that_is_still_listed_is_handed_out_again(string reason, int attempt, int next)
    {
        var mark = ClaimMark.Read($"R {Guid.NewGuid()} {attempt} 5 {reason}");
        var claim = new Claim("7", "0", mark.Urn, attempt, ClaimState.Silent, new LimitKeys()).Under(mark);

        Decide(Rules, claim, listed: true).Groups.Single().Requeue.Should().ContainSingle().Which.Attempt.Should().Be(next);
    }

    [Fact]
    public void A_taken_task_that_is_listed_no_more_ends_by_the_rule_of_its_frontend()
    {
        var silent = Claim("7", ClaimState.Silent) with { SilentSince = Now };
        var reported = Rules with { Release = ReleaseRule.WhenReported };

        Decide(Rules, silent, listed: false, lists: 2).Withdrawals.Should().ContainSingle();
        Decide(reported, silent, listed: false, lists: 2).Withdrawals.Should().BeEmpty();
        Decide(reported, silent with { SilentSince = Now - TimeSpan.FromHours(5) }, listed: false, lists: 2).Withdrawals.Should().ContainSingle();
    }

    [Theory]
    [InlineData(ReleaseRule.WhenUnlisted)]
    [InlineData(ReleaseRule.WhenReported)]
    public void A_live_lease_outlives_absence(ReleaseRule rule)
    {
        var leased = Claim("7", ClaimState.Leased) with { LeasedUntil = Now + TimeSpan.FromTicks(1) };

        Decide(Rules with { Release = rule }, leased, listed: false, lists: 2).Withdrawals.Should().BeEmpty();
        Decide(Rules with { Release = rule }, leased with { LeasedUntil = Now }, listed: false, lists: 2).Withdrawals.Should().ContainSingle();
    }

    [Fact]
    public void Where_the_frontend_does_not_list_what_runs_a_claim_whose_lease_has_run_out_stays_until_it_is_told()
    {
        var rules = Rules with { ReschedulesLost = true };
        var lost = Claim("7", ClaimState.Leased) with { LeasedUntil = Now };

        var plan = Decide(rules, lost, listed: false, lists: 2);
        plan.Lost.Should().Equal(lost);
        (plan.Withdrawals.Count, plan.Groups.Count).Should().Be((0, 0));

        Decide(rules, lost, listed: false).Lost.Should().BeEmpty("one list may be wrong");
        Decide(rules, lost with { LeasedUntil = Now + TimeSpan.FromTicks(1) }, listed: false, lists: 2).Lost.Should().BeEmpty();
        Decide(rules, lost, listed: true).Tasks.Single().Decision.Should().BeOfType<Decision.Requeue>("the frontend lists it already");
        Decide(Rules, lost, listed: false, lists: 2).Lost.Should().BeEmpty();

        var ended = lost.Under(ClaimMark.EndOf(lost.Urn, 1)) with { State = ClaimState.Leased, LeasedUntil = DateTimeOffset.MaxValue };
        Decide(rules, ended, listed: false, lists: 2).Lost.Should().BeEmpty("no time-out touches a build that has ended");
        var cancelled = lost with { Mark = ClaimMark.LeaseOf(lost.Urn, 1, Now, tellsWorker: true) };
        Decide(rules, cancelled, listed: false, lists: 2).Withdrawals.Should().ContainSingle("nobody is to build it again").Which.Claim.Should().Be(cancelled);
    }

    [Fact]
    public void A_waiting_task_that_another_group_takes_now_is_withdrawn_and_a_taken_one_is_kept()
    {
        Decide(Rules, Claim("7"), listed: true, chroot: "fedora-20-armv7").Groups.Single().Withdraw.Should().ContainSingle();
        Decide(Rules, Claim("7", ClaimState.Silent), listed: true, chroot: "fedora-20-armv7").Tasks.Single().Decision.Should().BeOfType<Decision.Keep>();
        Decide(Rules, Claim("7"), listed: true, chroot: "fedora-20-s390x").Tasks.Single().Decision.Should().BeOfType<Decision.Keep>();
    }

    [Theory]
    [InlineData(RemovedGroups.Drain, false)]
    [InlineData(RemovedGroups.Keep, false)]
    [InlineData(RemovedGroups.Move, true)]
    public void A_task_that_waits_in_a_group_that_is_not_configured_any_more_stays_or_moves_as_configured(RemovedGroups left, bool moves)
    {
        var plan = Decide(Rules with { RemovedGroups = left }, Claim("7", group: "old"), listed: true);

        plan.Tasks.Single().Decision.Should().BeOfType(moves ? typeof(Decision.Withdraw) : typeof(Decision.Keep));
    }

    [Fact]
    public void Claims_of_a_group_that_is_kept_do_not_end()
    {
        Decide(Rules with { RemovedGroups = RemovedGroups.Keep }, Claim("7", group: "old"), listed: false, lists: 2).Withdrawals.Should().BeEmpty();
        Decide(Rules, Claim("7", group: "old"), listed: false, lists: 2).Withdrawals.Should().ContainSingle();
    }

    [Fact]
    public void A_taken_task_that_lists_miss_keeps_its_claim_for_ten_lists_and_a_minute_and_what_waits_does_not()
    {
        Claim[] claims = [Claim("taken", ClaimState.Silent) with { SilentSince = Now }, Claim("waiting")];

        Withdrawn(Remembering, Interval, claims).Should()
            .Equal("", "waiting", "waiting", "waiting", "waiting", "waiting", "waiting", "waiting", "waiting", "taken,waiting");
        Withdrawn(Remembering with { AbsenceMemory = TimeSpan.FromSeconds(110) }, Interval, claims).Should().HaveElementAt(9, "waiting");
        Withdrawn(Remembering, Interval / 2, claims).Should().HaveElementAt(9, "waiting", "a list that comes before the interval is over does not count");
    }

    [Fact]
    public void Without_memory_or_where_running_tasks_are_not_listed_two_lists_end_it()
    {
        var claim = Claim("taken", ClaimState.Silent) with { SilentSince = Now };

        Withdrawn(Remembering with { AbsenceMemory = TimeSpan.Zero }, Interval, claim)[1].Should().Be("taken");
        Withdrawn(Remembering with { ListsRunning = false }, Interval, claim)[1].Should().Be("taken");
        Withdrawn(Remembering with { Release = ReleaseRule.WhenReported }, Interval, claim)[9].Should().BeEmpty();
    }

    [Fact]
    public void The_memory_begins_anew_when_the_task_is_listed_again_and_that_is_told_once()
    {
        var claim = Claim("7", ClaimState.Silent) with { SilentSince = Now };
        var memory = ListMemory.None;
        var told = new List<int>();
        for (var list = 0; list < 20; list++)
        {
            (var plan, memory) = Plan(Remembering, memory, list * Interval, listed: list is 9 or 10, claim);
            told.Add(plan.CountedAgain.Count);
            (plan.Withdrawals.Count + plan.Groups.Count).Should().Be(0, "list {0} hands out and ends nothing", list);
        }

        told.Should().Equal(0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        Plan(Remembering, memory, 20 * Interval, listed: false, claim).Plan.Withdrawals.Should().ContainSingle().Which.Reason.Should()
            .StartWith("ten successive lists");
    }

    private List<string> Withdrawn(ClaimRules rules, TimeSpan between, params Claim[] claims)
    {
        var (memory, withdrawn) = (ListMemory.None, new List<string>());
        for (var list = 0; list < 10; list++)
        {
            (var plan, memory) = Plan(rules, memory, list * between, listed: false, claims);
            withdrawn.Add(string.Join(',', plan.Withdrawals.Select(end => end.Claim.TaskId)));
        }

        return withdrawn;
    }

    private (GrabPlan Plan, ListMemory Memory) Plan(ClaimRules rules, ListMemory memory, TimeSpan after, bool listed, params Claim[] claims) =>
        _scheduler.Plan(new(listed ? [Some.Build("7")] : []), new PlanInput(Observed(claims), memory, rules, Start + after, Interval));

    private GrabPlan Decide(ClaimRules rules, Claim claim, bool listed, int lists = 1, string chroot = "fedora-20-x86_64", ClockJump? jump = null)
    {
        var list = new Listing<BuildTask>.Complete(listed ? [Some.Build("7", chroot)] : []);
        var (memory, plan) = (ListMemory.None, (GrabPlan?)null);
        for (var number = 0; number < lists; number++)
        {
            (plan, memory) = _scheduler.Plan(list, new PlanInput(Observed(jump, claim), memory, rules, Start + (number * Interval), Interval));
        }

        return plan!;
    }

    private static Claim Claim(string taskId, ClaimState standing = ClaimState.Waiting, int attempt = 1, string group = "0") =>
        new(taskId, group, Guid.NewGuid(), attempt, standing, new LimitKeys());

    private static QueueState Observed(params Claim[] claims) => Observed(jump: null, claims);

    private static QueueState Observed(ClockJump? jump, params Claim[] claims) => new(
        new[] { "0", "1", "old" }.ToDictionary(id => id, id => new GroupState(id, 0, null, 0) { IsConfigured = id != "old", Time = Now, Jump = jump }),
        claims.ToDictionary(claim => claim.TaskId));
}
