using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Cancels;

/// <summary>The request is over, because the frontend has taken the answer, while a cycle has a builds list in hand that was made before that.</summary>
public sealed class OlderListSpecs : IAsyncDisposable
{
    private readonly CoprJobGrabHarness _harness = new(options =>
    {
        options.AddGroup("0", "x86_64");
        options.Groups[0].Depth = 1;
    });

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task A_task_that_waited_is_not_handed_out_after_its_user_was_told_that_nobody_had_it()
    {
        _harness.List(Some.Build("7"));
        (await _harness.RunCycleAsync()).Enqueued.Should().Be(1);

        var report = await RunCycleWithOlderListAsync("7");

        _harness.Pop().Should().BeNull("{0}", report);
        report.Held.Should().Be(1);
    }

    [Fact]
    public async Task A_task_that_was_held_is_not_handed_out_either_nor_topped_up()
    {
        _harness.List(Some.Build("7"), Some.Build("8"));
        (await _harness.RunCycleAsync()).Should().Match<CycleReport>(report => report.Enqueued == 1 && report.Held == 1);
        _harness.Pop()!.TaskId.Should().Be("7");

        var report = await RunCycleWithOlderListAsync("8");

        _harness.Pop().Should().BeNull("{0}", report);
        (await _harness.Grabber.TopUpAsync()).Should().Be(0);
        _harness.Pop().Should().BeNull();
    }

    [Fact]
    public async Task A_task_that_was_refused_is_not_handed_out_either()
    {
        _harness.List(Some.Build("7", chroot: "fedora-42-s390x"));
        (await _harness.RunCycleAsync()).Refused.Should().Be(1);

        var report = await RunCycleWithOlderListAsync("7");

        _harness.Pop().Should().BeNull("{0}", report);
    }

    [Fact]
    public async Task What_two_newer_lists_still_have_is_handed_out_again()
    {
        _harness.List(Some.Build("7"));
        await _harness.RunCycleAsync();
        await RunCycleWithOlderListAsync("7");

        (await _harness.RunCycleAsync()).Should().Match<CycleReport>(report => report.Held == 1 && report.Requeued == 0, "one of them may be out of date");
        _harness.Time.Advance(TimeSpan.FromSeconds(12));
        (await _harness.RunCycleAsync()).Requeued.Should().Be(1);
    }

    private async Task<CycleReport> RunCycleWithOlderListAsync(string taskId)
    {
        var gate = new TaskCompletionSource();
        _harness.Cancels.OnAnswer = async (_, _) => await gate.Task;
        _harness.Cancels.Request(taskId);
        (await _harness.RunCancelsAsync()).Removed.Should().Be(1);
        var fetch = _harness.Source.OnFetch;
        Task<CancelReport>? next = null;
        _harness.Source.OnFetch = async stop =>
        {
            var list = await fetch(stop);
            gate.SetResult();
            await _harness.Cancels.Taken.WaitForAsync(new CancelAnswer(taskId, false));
            next = _harness.RunCancelsAsync();
            await Until.TrueAsync(() => _harness.Grabber.CancelledByUsers.Count == 0);
            return list;
        };
        _harness.Time.Advance(TimeSpan.FromSeconds(12));
        var report = await _harness.RunCycleAsync();
        await next!;
        _harness.Source.OnFetch = fetch;
        return report;
    }
}
