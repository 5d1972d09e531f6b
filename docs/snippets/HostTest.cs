#region test-host
using CoprJobGrab;
using CoprJobGrab.Events;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

public sealed class HostTest
{
    [Fact]
    public async Task A_lost_answer_of_the_queue_costs_a_cycle_and_no_build()
    {
        await using var harness = new CoprJobGrabHarness(options => options.AddGroup("0", "x86_64"));
        harness.List(Some.Build("7-fedora-42-x86_64", "fedora-42-x86_64"));
        harness.ListActions(SomeAction.Bare(5));
        harness.Queue.Interrupt(QueueCall.Apply, QueueFault.FailsAfter);

        var failed = await harness.RunCycleAsync();
        var later = await harness.AdvanceAsync(TimeSpan.FromMinutes(1));

        failed.Error.Should().BeOfType<BuildQueueException>();
        later.Should().HaveCount(6).And.OnlyContain(report => report.Ok);
        harness.Pop("0")!.TaskId.Should().Be("7-fedora-42-x86_64");
        harness.Pop("0").Should().BeNull();
        (await harness.Events.WaitForAsync<ActionReported>()).Report.Succeeded.Should().BeTrue();
    }
}
#endregion
