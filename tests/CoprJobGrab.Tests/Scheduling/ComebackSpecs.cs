using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Scheduling;

/// <summary>A task that was gone and is listed again: a list that is out of date would have it too.</summary>
public sealed class ComebackSpecs
{
    private readonly Desk _desk = new();

    [Fact]
    public void A_task_that_a_list_had_and_a_later_one_had_not_is_handed_out_again_when_two_lists_have_it()
    {
        End("7");

        Polled("7").Should().BeOfType<Decision.Hold>().Which.Reason.Should().Contain("listed again")
            .And.EndWith("when one that comes 10 s from now or later has it");
        Polled("7").Should().BeOfType<Decision.Enqueue>();
    }

    [Fact]
    public void Lists_that_come_faster_than_the_interval_are_one()
    {
        End("7");
        _desk.Step = TimeSpan.FromSeconds(4);

        Polled("7").Should().BeOfType<Decision.Hold>();
        Polled("7").Should().BeOfType<Decision.Hold>();
        Polled("7").Should().BeOfType<Decision.Hold>().Which.Reason.Should().Contain("2 s from now");
        Polled("7").Should().BeOfType<Decision.Enqueue>();
    }

    [Fact]
    public void Stale_lists_between_others_bring_nothing_back()
    {
        End("7");

        for (var list = 0; list < 30; list++)
        {
            Polled("7").Should().BeOfType<Decision.Hold>();
            _desk.Poll();
        }
    }

    [Fact]
    public void What_a_limit_held_when_it_was_gone_waits_too_and_no_top_up_pushes_it()
    {
        _desk.Limit(options => options.Limits.PerOwner = 1);
        _desk.Poll(Desk.Task("1"), Desk.Task("7"));
        _desk.Poll(Desk.Task("1"));
        _desk.Poll();
        _desk.End("1");

        var plan = _desk.Poll(Desk.Task("7"));

        plan.Tasks.Single().Decision.Should().BeOfType<Decision.Hold>();
        Desk.Pushed(_desk.TopUp(_desk.Held(plan))).Should().BeEmpty();
    }

    [Fact]
    public void What_was_withdrawn_while_it_waited_waits_too()
    {
        _desk.Poll(Desk.Task("7"));
        _desk.Poll();
        _desk.Poll().Withdrawals.Should().ContainSingle();
        _desk.End("7");

        Polled("7").Should().BeOfType<Decision.Hold>();
        Polled("7").Should().BeOfType<Decision.Enqueue>();
    }

    [Theory]
    [InlineData("Finished", true)]
    [InlineData("Cancelled", true)]
    [InlineData("Rescheduled", false)]
    [InlineData("Forgotten", false)]
    [InlineData("Retried", false)]
    public void A_task_whose_build_has_ended_counts_as_gone_and_one_that_somebody_gave_back_does_not(string reason, bool waits)
    {
        _desk.Poll(Desk.Task("7"));
        _desk.Take("7");
        _desk.Release("7", Enum.Parse<ReleaseReason>(reason));

        if (waits)
        {
            Polled("7").Should().BeOfType<Decision.Hold>();
        }

        Polled("7").Should().BeOfType<Decision.Requeue>();
    }

    [Fact]
    public void A_task_whose_worker_was_told_to_stop_and_whose_lease_has_run_out_counts_as_gone()
    {
        _desk.Poll(Desk.Task("7"));
        _desk.Tell("7");

        Polled("7").Should().BeOfType<Decision.Hold>();
        Polled("7").Should().BeOfType<Decision.Requeue>();
    }

    [Fact]
    public void What_a_user_has_cancelled_counts_as_gone_when_the_request_is_over()
    {
        _desk.Cancelled.Add("7");
        Polled("7").Should().BeOfType<Decision.Hold>();
        Polled("7").Should().BeOfType<Decision.Hold>();
        _desk.Cancelled.Clear();

        Polled("7").Should().BeOfType<Decision.Hold>();
        Polled("7").Should().BeOfType<Decision.Enqueue>();
    }

    [Fact]
    public void A_task_that_was_given_back_does_not_wait_although_a_list_missed_it()
    {
        _desk.Poll(Desk.Task("7"));
        _desk.Take("7");
        _desk.Poll();
        _desk.Release("7", ReleaseReason.Rescheduled);

        Polled("7").Should().BeOfType<Decision.Requeue>();
    }

    [Fact]
    public void A_task_that_moves_to_another_group_does_not_wait()
    {
        _desk.Poll(Desk.Task("7"));

        Polled(Desk.Task("7", arch: "s390x")).Should().BeOfType<Decision.Withdraw>();
        _desk.End("7");
        Polled(Desk.Task("7", arch: "s390x")).Should().BeOfType<Decision.Enqueue>("it was listed all the time").Which.GroupId.Should().Be("1");
    }

    [Fact]
    public void A_record_that_cannot_be_used_is_still_listed()
    {
        _desk.Poll(Desk.Task("7"));
        _desk.Malformed = [new MalformedRecord(0, "7", "its chroot is a number")];
        _desk.Poll();
        _desk.Malformed = [];
        _desk.End("7");

        Polled("7").Should().BeOfType<Decision.Enqueue>();
    }

    [Theory]
    [InlineData(9, 10, true)]
    [InlineData(21, 10, false)]
    [InlineData(21, 1, true)]
    [InlineData(71, 1, false)]
    public void It_is_remembered_for_ten_lists_and_a_minute_at_least(int lists, int seconds, bool waits)
    {
        End("7");
        _desk.Step = TimeSpan.FromSeconds(seconds);
        for (var list = 1; list < lists; list++)
        {
            _desk.Poll();
        }

        Polled("7").Should().BeOfType(waits ? typeof(Decision.Hold) : typeof(Decision.Enqueue));
    }

    [Fact]
    public void Of_very_many_the_last_hundred_thousand_are_remembered_at_most()
    {
        _desk.Poll(Enumerable.Range(0, 60_000).Select(id => Desk.Task($"a{id}")));
        Enumerable.Range(0, 60_000).ToList().ForEach(id => _desk.End($"a{id}"));
        _desk.Poll(Enumerable.Range(0, 60_000).Select(id => Desk.Task($"b{id}")));
        Enumerable.Range(0, 60_000).ToList().ForEach(id => _desk.End($"b{id}"));
        _desk.Poll();
        _desk.Poll();

        var plan = _desk.Poll(Enumerable.Range(0, 60_000).SelectMany(id => new[] { Desk.Task($"a{id}"), Desk.Task($"b{id}") }));

        Desk.Pushed(plan).Should().HaveCount(30_000, "a tenth of the bound is forgotten with what is beyond it").And.OnlyContain(id => id.StartsWith('a'));
    }

    [Fact]
    public void A_claim_of_a_task_that_no_list_of_this_lead_had_tells_that_one_had_it()
    {
        _desk.Poll(Desk.Task("7"));
        _desk.LeadAnew();
        _desk.Poll();
        _desk.End("7");

        Polled("7").Should().BeOfType<Decision.Hold>();
    }

    [Fact]
    public void A_new_leader_remembers_nothing()
    {
        End("7");
        _desk.LeadAnew();

        Polled("7").Should().BeOfType<Decision.Enqueue>();
    }

    [Fact]
    public void Without_memory_one_list_is_believed()
    {
        _desk.Options.AbsenceMemory = TimeSpan.Zero;
        End("7");

        Polled("7").Should().BeOfType<Decision.Enqueue>();
    }

    [Fact]
    public void Whoever_only_looks_sees_the_same_and_changes_nothing()
    {
        End("7");

        _desk.Look(Desk.Task("7")).Tasks.Single().Decision.Should().BeOfType<Decision.Hold>();
        Polled("7").Should().BeOfType<Decision.Hold>();
        _desk.Look(Desk.Task("7")).Tasks.Single().Decision.Should().BeOfType<Decision.Enqueue>();
        Polled("7").Should().BeOfType<Decision.Enqueue>();
    }

    [Fact]
    public void Many_that_come_back_at_once_share_one_decision()
    {
        End("7", "8");

        var decisions = _desk.Poll(Desk.Task("7"), Desk.Task("8")).Tasks.Select(task => task.Decision).ToList();

        decisions[1].Should().BeSameAs(decisions[0]);
    }

    [Fact]
    public void The_claim_of_a_silent_worker_that_two_lists_miss_takes_no_place_and_takes_it_again_when_it_is_listed()
    {
        _desk.Limit(options => options.Limits.PerOwner = 1);
        _desk.Poll(Desk.Task("1"));
        _desk.Take("1");
        Desk.Pushed(_desk.Poll(Desk.Task("2"))).Should().BeEmpty("one list may be wrong");

        var plan = _desk.Poll(Desk.Task("2"));

        Desk.Pushed(plan).Should().Equal("2");
        _desk.Claims.Should().ContainKey("1");
        _desk.Take("2");
        _desk.End("2");
        Desk.Why(_desk.Poll(Desk.Task("1"), Desk.Task("3")), "3").Should().Contain("1 of 1");
    }

    [Fact]
    public void A_top_up_counts_it_as_little()
    {
        _desk.Limit(options => options.Limits.PerOwner = 2);
        _desk.Poll(Desk.Task("1"), Desk.Task("2"));
        _desk.Take("1");
        _desk.Take("2");
        var list = new[] { Desk.Task("2"), Desk.Task("3"), Desk.Task("4") };
        _desk.Poll(list);
        var plan = _desk.Poll(list);
        Desk.Pushed(plan).Should().Equal("3");
        var held = _desk.Held(plan);

        Desk.Pushed(_desk.TopUp(held)).Should().BeEmpty();
        _desk.End("2");
        Desk.Pushed(_desk.TopUp(held)).Should().Equal("4");
    }

    [Fact]
    public void A_worker_with_a_lease_is_counted_whatever_the_lists_say()
    {
        _desk.Limit(options => options.Limits.PerOwner = 1);
        _desk.Poll(Desk.Task("1"));
        _desk.Stand("1", ClaimState.Leased);

        for (var list = 0; list < 12; list++)
        {
            Desk.Pushed(_desk.Poll(Desk.Task("2"))).Should().BeEmpty();
        }
    }

    private Decision Polled(string taskId) => Polled(Desk.Task(taskId));

    private Decision Polled(BuildTask task) => _desk.Poll(task).Tasks.Single().Decision;

    /// <summary>Lists have the tasks, and then one does not have them any more, nor does anybody have a claim.</summary>
    private void End(params string[] taskIds)
    {
        _desk.Poll(taskIds.Select(id => Desk.Task(id)));
        taskIds.ToList().ForEach(_desk.End);
        _desk.Poll();
    }
}
