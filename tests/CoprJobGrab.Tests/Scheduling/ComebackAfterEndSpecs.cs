using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Scheduling;

/// <summary>Each end of a build counts as one, whatever was told of the task before.</summary>
public sealed class ComebackAfterEndSpecs
{
    private readonly Desk _desk = new();

    [Fact]
    public void A_worker_that_was_told_to_stop_ends_its_task_when_it_finishes()
    {
        ListedWhileItsWorkerStops("7");
        _desk.Release("7", ReleaseReason.Finished);

        Polled("7").Should().BeOfType<Decision.Hold>().Which.Cause.Should().Be(HoldCause.ListedAgain);
        Polled("7").Should().BeOfType<Decision.Requeue>();
    }

    [Fact]
    public void A_worker_that_was_told_to_stop_ends_its_task_when_its_lease_has_run_out()
    {
        ListedWhileItsWorkerStops("7");
        _desk.Tell("7");

        Polled("7").Should().BeOfType<Decision.Hold>().Which.Cause.Should().Be(HoldCause.ListedAgain);
        Polled("7").Should().BeOfType<Decision.Requeue>();
    }

    [Fact]
    public void A_second_end_counts_that_came_before_the_next_list()
    {
        _desk.Poll(Desk.Task("7"));
        _desk.Take("7");
        _desk.Release("7", ReleaseReason.Finished);
        Polled("7").Should().BeOfType<Decision.Hold>();
        Polled("7").Should().BeOfType<Decision.Requeue>();
        _desk.Take("7");
        _desk.Release("7", ReleaseReason.Finished);

        Polled("7").Should().BeOfType<Decision.Hold>().Which.Cause.Should().Be(HoldCause.ListedAgain);
        Polled("7").Should().BeOfType<Decision.Requeue>();
    }

    private Decision Polled(string taskId) => _desk.Poll(Desk.Task(taskId)).Tasks.Single().Decision;

    private void ListedWhileItsWorkerStops(string taskId)
    {
        _desk.Poll(Desk.Task(taskId));
        _desk.Take(taskId);
        _desk.Tell(taskId, left: TimeSpan.FromMinutes(1));
        for (var list = 0; list < 3; list++)
        {
            Polled(taskId).Should().BeOfType<Decision.Keep>();
        }
    }
}
