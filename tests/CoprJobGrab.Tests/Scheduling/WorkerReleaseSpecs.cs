using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Scheduling;

/// <summary>What the leader does with what a worker has written beside its claim.</summary>
public sealed class WorkerReleaseSpecs
{
    private static readonly BuildTask Task = Desk.Task("7");

    private readonly Desk _desk = new();

    [Fact]
    public void A_task_that_is_given_back_after_a_pause_waits_for_its_end()
    {
        Taken();
        _desk.Release("7", ReleaseReason.Rescheduled, TimeSpan.FromMinutes(5), "no disk");

        Decide().Should().BeOfType<Decision.Keep>().Which.Reason.Should().Contain("waits for another 5 min");

        _desk.Release("7", ReleaseReason.Rescheduled, TimeSpan.Zero, "no disk");
        Decide().Should().BeOfType<Decision.Requeue>().Which.Should().Match<Decision.Requeue>(
            requeue => requeue.Attempt == 2 && requeue.Reason == "it was given back: no disk");
    }

    [Fact]
    public void A_task_that_is_given_back_too_often_is_parked_with_the_last_reason()
    {
        _desk.Options.Attempts = 1;
        Taken();
        _desk.Release("7", ReleaseReason.Rescheduled, TimeSpan.Zero, "no disk");

        Decide().Should().BeOfType<Decision.Park>().Which.Reason.Should().Contain("no disk");
    }

    [Fact]
    public void A_worker_that_stops_has_made_no_attempt()
    {
        _desk.Options.Attempts = 1;
        Taken();
        _desk.Release("7", ReleaseReason.Interrupted);

        Decide().Should().BeOfType<Decision.Requeue>().Which.Attempt.Should().Be(1);
    }

    [Fact]
    public void A_task_that_no_worker_can_build_is_parked_at_once()
    {
        Taken();
        _desk.Release("7", ReleaseReason.Unfit, TimeSpan.Zero, "the chroot is gone");

        Decide().Should().BeOfType<Decision.Park>().Which.Reason.Should().Be("a worker cannot build it: the chroot is gone");
    }

    [Fact]
    public void A_build_whose_end_is_not_told_yet_keeps_its_claim_for_ever_listed_or_not()
    {
        Taken();
        _desk.EndUntold("7");
        _desk.Step = TimeSpan.FromDays(30);

        Decide().Should().BeOfType<Decision.Keep>();
        for (var list = 0; list < 20; list++)
        {
            _desk.Poll().Withdrawals.Should().BeEmpty();
        }
    }

    private void Taken()
    {
        _desk.Poll(Task);
        _desk.Take("7");
    }

    private Decision Decide() => _desk.Look(Task).Tasks.Single().Decision;
}
