using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CoprJobGrab.Tests.Calls;

public sealed class AlarmSpecs
{
    private readonly FakeTimeProvider _time = new();
    private readonly Queue<Action> _posted = new();
    private readonly Alarm _alarm;
    private int _rings;

    public AlarmSpecs() => _alarm = new Alarm(_time, _posted.Enqueue);

    [Fact]
    public void It_rings_once_on_the_loop_when_the_pause_is_over()
    {
        _alarm.Set(TimeSpan.FromSeconds(5), () => _rings++);
        _time.Advance(TimeSpan.FromSeconds(5));

        (_rings, _alarm.IsSet).Should().Be((0, true));
        Turn();
        (_rings, _alarm.IsSet).Should().Be((1, false));
    }

    [Fact]
    public void A_ring_that_was_cancelled_before_the_loop_came_to_it_does_not_happen()
    {
        _alarm.Set(TimeSpan.FromSeconds(5), () => _rings++);
        _time.Advance(TimeSpan.FromSeconds(5));
        _alarm.Cancel();
        Turn();

        _rings.Should().Be(0);
    }

    [Fact]
    public void Setting_it_again_ends_the_earlier_setting()
    {
        _alarm.Set(TimeSpan.FromSeconds(5), () => _rings += 10);
        _time.Advance(TimeSpan.FromSeconds(5));
        _alarm.Set(TimeSpan.FromSeconds(5), () => _rings++);
        _time.Advance(TimeSpan.FromSeconds(5));
        Turn();

        _rings.Should().Be(1);
    }

    private void Turn()
    {
        while (_posted.TryDequeue(out var message))
        {
            message();
        }
    }
}
