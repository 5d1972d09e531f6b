using CoprJobGrab.Testing;
using CoprJobGrab.Testing.Xunit;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CoprJobGrab.Tests.Calls;

public sealed class OutboxSpecs : IDisposable
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    private readonly FakeTimeProvider _time = new();
    private readonly Lock _lock = new();
    private readonly Recording<string> _tries = new();
    private readonly Recording<(string About, int Failures)> _taken = new();
    private readonly Recording<(string About, int Failures, TimeSpan Pause)> _failed = new();
    private readonly HashSet<string> _unwanted = [];
    private readonly Outbox<string> _outbox;
    private Func<string, CancellationToken, Task> _frontend = (_, _) => Task.CompletedTask;
    private bool _goesOn = true;
    private bool _leads = true;

    public OutboxSpecs() => _outbox = new Outbox<string>(limit: 2, new Pauses(First, Longest, () => 0), _time, _lock)
    {
        Next = about => _unwanted.Contains(about) ? null : token =>
        {
            _tries.Add(about);
            return _frontend(about, token);
        },
        MayTell = () => _leads,
        Taken = (about, failures) => _taken.Add((about, failures)),
        Failed = (about, _, failures, pause) =>
        {
            _failed.Add((about, failures, pause));
            return _goesOn;
        },
    };

    public void Dispose() => In(_outbox.Dispose);

    [Fact]
    public async Task A_report_is_told_again_after_pauses_that_double_until_it_is_taken()
    {
        _frontend = (_, _) => throw new IOException("broken");
        Tell("1");
        foreach (var (failures, pause) in new[] { (1, First), (2, 2 * First), (3, Longest), (4, Longest) })
        {
            await _failed.WaitForCountAsync(failures);
            _failed.Items[^1].Should().Be(("1", failures, pause));
            _time.Advance(pause - TimeSpan.FromTicks(1));
            _tries.Items.Should().HaveCount(failures, "the pause is not over");
            In(() => _frontend = failures == 4 ? (_, _) => Task.CompletedTask : _frontend);
            _time.Advance(TimeSpan.FromTicks(1));
            await _tries.WaitForCountAsync(failures + 1);
        }

        await _taken.WaitForAsync(("1", 4));
        _outbox.Count.Should().Be(0);
    }

    [Theory]
    [InlineData(12, 12)]
    [InlineData(600, 15)]
    [InlineData(1, 5)]
    public async Task A_frontend_that_asks_to_be_left_alone_is_up_to_the_longest_pause(int asked, int pause)
    {
        _frontend = (_, _) => throw new TaskSourceException(TaskSourceFault.BadStatus, "busy") { RetryAfter = TimeSpan.FromSeconds(asked) };

        Tell("1");

        await _failed.WaitForAsync(("1", 1, TimeSpan.FromSeconds(pause)));
    }

    [Fact]
    public async Task A_few_are_told_at_once_and_one_that_fails_holds_up_no_other()
    {
        var hanging = new TaskCompletionSource();
        _frontend = (about, _) => about == "bad" ? throw new IOException("broken") : hanging.Task;
        Tell("1");
        Tell("bad");
        Tell("2");
        Tell("3");

        await _tries.WaitForCountAsync(3);
        await _failed.WaitForCountAsync(1);
        _tries.Items.Should().HaveCount(3).And.NotContain("3");

        hanging.SetResult();
        await _taken.WaitForCountAsync(3);
    }

    [Fact]
    public async Task What_is_told_while_an_attempt_goes_on_is_told_after_it_and_the_older_attempt_does_not_count()
    {
        var hanging = new TaskCompletionSource();
        _frontend = (_, _) => hanging.Task;
        Tell("1");
        await _tries.WaitForCountAsync(1);

        Tell("1");
        Tell("1");
        _tries.Items.Should().ContainSingle();
        hanging.SetResult();

        await _taken.WaitForCountAsync(1);
        _tries.Items.Should().HaveCount(2);
        _taken.Items.Should().ContainSingle();
    }

    [Fact]
    public async Task What_is_told_in_a_pause_is_told_at_once_and_its_failures_are_counted_anew()
    {
        _frontend = (_, _) => throw new IOException("broken");
        Tell("1");
        await _failed.WaitForCountAsync(1);

        Tell("1");

        await _failed.WaitForCountAsync(2);
        _failed.Items[^1].Should().Be(("1", 1, First));
    }

    [Fact]
    public async Task What_nobody_waits_for_or_is_withdrawn_or_ended_by_its_failure_is_told_no_more()
    {
        _frontend = (_, _) => throw new IOException("broken");
        Tell("1");
        Tell("2");
        await _failed.WaitForCountAsync(2);
        In(() =>
        {
            _unwanted.Add("1");
            _outbox.Withdraw("2");
            _goesOn = false;
        });
        Tell("3");
        await _failed.WaitForCountAsync(3);

        _time.Advance(Longest);

        _tries.Items.Should().HaveCount(3);
        _outbox.Count.Should().Be(0);
    }

    [Fact]
    public async Task Nothing_is_told_while_the_lead_does_not_last_and_everything_when_it_does_again()
    {
        _leads = false;
        Tell("1");
        _time.Advance(First);
        _time.Advance(First);
        (_tries.Items.Count, _failed.Items.Count, _outbox.Count).Should().Be((0, 0, 1));

        _leads = true;
        _time.Advance(First);

        await _taken.WaitForAsync(("1", 0));
    }

    [Fact]
    public async Task What_is_forgotten_ends_and_nothing_is_told_of_it()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _frontend = async (about, token) =>
        {
            if (about == "1")
            {
                await using var ending = token.Register(ended.SetResult);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            }
        };
        Tell("1");
        await _tries.WaitForCountAsync(1);

        In(_outbox.Forget);

        await ended.Task.InTimeAsync();
        Tell("2");
        await _taken.WaitForAsync(("2", 0));
        (_taken.Items.Count, _failed.Items.Count, _outbox.Count).Should().Be((1, 0, 0));
    }

    [Fact]
    public async Task For_the_last_time_a_pause_ends_and_there_is_one_attempt_and_none_after_it()
    {
        _frontend = (_, _) => throw new IOException("broken");
        Tell("1");
        await _failed.WaitForCountAsync(1);

        In(_outbox.TellForTheLastTime);

        await _failed.WaitForAsync(("1", 1, TimeSpan.Zero));
        In(() => (_outbox.Count, _outbox.IsIdle).Should().Be((0, true)));
    }

    private void Tell(string about) => In(() => _outbox.Tell(about));

    private void In(Action step)
    {
        lock (_lock)
        {
            step();
        }
    }
}
