using CoprJobGrab.Testing;
using Microsoft.Extensions.Time.Testing;

namespace CoprJobGrab.Tests.Workers;

/// <summary>A clock that a test moves on when somebody waits for it, so that no test sleeps.</summary>
internal sealed class WaitedClock() : FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
{
    private readonly Recording<(TimeSpan Due, DateTimeOffset End)> _set = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(base.CreateTimer(callback, state, dueTime, period), Note);
        Note(dueTime);
        return timer;
    }

    /// <summary>Waits until somebody waits so long from now, and moves on by that.</summary>
    public async Task PassAsync(TimeSpan due)
    {
        await WaitAsync(due);
        Advance(due);
    }

    /// <summary>Waits until somebody waits so long from now.</summary>
    public Task WaitAsync(TimeSpan due)
    {
        var end = GetUtcNow() + due;
        return _set.WaitForAsync(set => set.Due == due && set.End == end);
    }

    private void Note(TimeSpan due)
    {
        if (due > TimeSpan.Zero)
        {
            _set.Add((due, GetUtcNow() + due));
        }
    }

    private sealed class Timer(ITimer inner, Action<TimeSpan> note) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var isChanged = inner.Change(dueTime, period);
            note(dueTime);
            return isChanged;
        }

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
