using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests;

public sealed class HangingSourceSpecs
{
    [Fact]
    public async Task A_source_that_never_answers_and_does_not_heed_its_token_is_given_up_and_the_next_cycle_asks_again()
    {
        await using var harness = new CoprJobGrabHarness();
        var asked = new TaskCompletionSource();
        var lists = harness.Source.OnFetch;
        harness.Source.OnFetch = async _ =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
            throw new InvalidOperationException("it never comes here");
        };
        var hanging = harness.RunCycleAsync();
        await asked.Task;

        harness.Time.Advance(TimeSpan.FromMinutes(10));

        (await hanging).Error.Should().BeOfType<TaskSourceException>().Which.Fault.Should().Be(TaskSourceFault.TimedOut);
        harness.Source.OnFetch = lists;
        harness.List(Some.Build("7"));
        (await harness.RunCycleAsync()).Enqueued.Should().Be(1);
    }
}
