using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Cancels;

/// <summary>What users have cancelled is not handed out by later plans.</summary>
public sealed class CancelledPlansSpecs : IAsyncDisposable
{
    private readonly CoprJobGrabHarness _harness = new(options =>
    {
        options.AddGroup("0", "x86_64");
        options.Groups[0].Depth = 1;
    });

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task A_task_that_is_still_listed_is_held_while_its_request_is()
    {
        _harness.List(Some.Build("7"));
        await _harness.RunCycleAsync();
        _harness.Cancels.OnFetch = _ => ValueTask.FromResult<Listing<string>>(new Listing<string>.Complete(["7"]));
        (await _harness.RunCancelsAsync()).Removed.Should().Be(1);

        (await _harness.RunCycleAsync()).Held.Should().Be(1);

        _harness.Pop().Should().BeNull();
    }

    [Fact]
    public async Task A_task_that_was_held_when_it_was_cancelled_is_not_topped_up_when_its_request_is_gone()
    {
        _harness.List(Some.Build("7"), Some.Build("8"), Some.Build("9"));
        (await _harness.RunCycleAsync()).Held.Should().Be(2);
        _harness.Cancels.Request("8");
        (await _harness.RunCancelsAsync()).Removed.Should().Be(1);
        await _harness.Cancels.Taken.WaitForAsync(new CancelAnswer("8", false));
        await _harness.RunCancelsAsync();
        _harness.Grabber.CancelledByUsers.Should().BeEmpty();
        _harness.Pop()!.TaskId.Should().Be("7");

        (await _harness.Grabber.TopUpAsync()).Should().Be(1);

        _harness.Pop()!.TaskId.Should().Be("9");
        (await _harness.Grabber.TopUpAsync()).Should().Be(0);
        _harness.Pop().Should().BeNull();
    }
}
