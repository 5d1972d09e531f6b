using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using CoprJobGrab.Testing.Xunit;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CoprJobGrab.Tests.Cancels;

public sealed class CancelStatesSpecs : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedCancelRequests _requests = new();
    private readonly RecordingEventSink _events = new();
    private readonly CancelStates _states;

    public CancelStatesSpecs() => _states = new CancelStates(_requests, new EventHub([_events], _time), TestPauses.Of(new ReportOptions()), _time);

    public void Dispose() => _states.Dispose();

    [Fact]
    public void What_was_requested_since_the_builds_list_was_asked_for_is_withheld_until_the_next_one_is()
    {
        Follow("1", "2");
        _states.BeginList(Ids("9"));
        Follow("2", "3");
        Follow("4");

        _states.Requested.Should().BeEquivalentTo("4");
        _states.Withheld.Should().BeEquivalentTo("1", "2", "3", "4", "9");

        _states.BeginList(Ids());

        _states.Withheld.Should().BeEquivalentTo("4");
    }

    [Fact]
    public void A_set_that_was_given_out_does_not_change()
    {
        Follow("1");
        var (requested, withheld) = (_states.Requested, _states.Withheld);

        Follow("2");
        _states.BeginList(Ids());

        requested.Should().BeEquivalentTo("1");
        withheld.Should().BeEquivalentTo("1");
    }

    [Fact]
    public void A_list_that_was_asked_for_before_all_was_forgotten_is_no_news()
    {
        var times = _states.Times;
        _states.Forget();

        _states.Follow(Ids("1"), times);

        _states.Requested.Should().BeEmpty();
        _states.IsHeard.Should().BeFalse();
    }

    [Fact]
    public void It_has_heard_from_a_list_or_from_a_frontend_that_has_none_until_it_forgets()
    {
        Follow();
        _states.IsHeard.Should().BeTrue();
        _states.Forget();
        _states.IsHeard.Should().BeFalse();
        _states.Follow(null, _states.Times);
        _states.IsHeard.Should().BeTrue();
    }

    [Fact]
    public async Task A_request_is_open_then_decided_then_answered_and_open_again_when_its_answer_was_not_heard()
    {
        Follow("1", "2");
        _states.Open().Should().Equal("1", "2");

        Decide("1", wasRunning: true);
        _states.Open().Should().Equal("2");
        await _requests.Taken.WaitForAsync(new CancelAnswer("1", true));

        // The answer may be on its way to the list.
        Follow("1", "2");
        _states.Open().Should().Equal("2");
        await UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            return _states.Open().Count == 2;
        });

        Decide("1", wasRunning: true);
        await _requests.Taken.WaitForCountAsync(2);
        _events.Of<TaskCancelled>().Should().ContainSingle("it was decided in the same way before");
    }

    [Fact]
    public async Task What_is_decided_otherwise_while_an_answer_is_on_its_way_is_told_after_it()
    {
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests.OnAnswer = (answer, _) => answer.WasRunning ? ValueTask.CompletedTask : new ValueTask(first.Task);
        Follow("1");
        Decide("1", wasRunning: false);
        await _requests.Tries.WaitForCountAsync(1);

        Decide("1", wasRunning: true);
        Decide("1", wasRunning: true);
        _requests.Tries.Items.Should().ContainSingle("one answer of a task is told at a time");
        first.SetResult();

        await _requests.Tries.WaitForCountAsync(2);
        await UntilAsync(() => _requests.Taken.Items.Count == 2);
        _requests.Tries.Items.Select(answer => answer.WasRunning).Should().Equal(false, true);
        _states.Open().Should().BeEmpty();
    }

    [Fact]
    public void A_request_that_stays_open_is_counted_from_the_second_step_on()
    {
        Follow("1", "2", "3");

        _states.LeaveOpen(Ids("1", "2")).Should().Be(0);
        _states.LeaveOpen(Ids("2", "3")).Should().Be(1);
        _states.LeaveOpen(Ids("2", "3")).Should().Be(2);
        _states.LeaveOpen(Ids()).Should().Be(0);
        _states.LeaveOpen(Ids("2")).Should().Be(0);
    }

    private static HashSet<string> Ids(params IEnumerable<string> taskIds) => [.. taskIds];

    private static Task UntilAsync(Func<bool> holds) => Task.Run(async () =>
    {
        while (!holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }).InTimeAsync();

    private void Decide(string taskId, bool wasRunning) => _states.Decide(new CancelDecision(taskId, wasRunning, null), () => true);

    private void Follow(params string[] taskIds) => _states.Follow(Ids(taskIds), _states.Times);
}
