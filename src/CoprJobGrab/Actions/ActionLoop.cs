using System.Threading.Channels;
using CoprJobGrab.Events;

namespace CoprJobGrab.Actions;

/// <summary>Takes the steps that are posted to it, one after another, so that what belongs to it needs no lock. A step that throws costs no other.</summary>
internal sealed class ActionLoop(EventHub events, TimeProvider time)
{
    private readonly Channel<Action> _inbox = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly List<Waiter> _waiters = [];
    private Task _loop = Task.CompletedTask;

    /// <param name="afterSteps">Comes whenever no step is left.</param>
    public void Start(Action afterSteps) => _loop = Task.Run(() => LoopAsync(afterSteps));

    public TimeProvider Time => time;

    public void Post(Action step) => _inbox.Writer.TryWrite(step);

    /// <summary>Takes the steps that were posted before, and no others. The loop ends by itself or by a fault of its own.</summary>
    public async Task EndAsync()
    {
        _inbox.Writer.TryComplete();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Completes after steps at whose end the condition holds; at once when the loop has ended.</summary>
    public Task When(Func<bool> isTrue)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _inbox.Writer.TryWrite(() => _waiters.Add(new Waiter(isTrue, told))) ? Task.WhenAny(told.Task, _loop) : Task.CompletedTask;
    }

    /// <returns>False when the condition did not hold in time.</returns>
    public async Task<bool> WaitAsync(Func<bool> isTrue, TimeSpan patience, CancellationToken cancellationToken)
    {
        var waited = When(isTrue).WaitAsync(patience, time, cancellationToken);
        await waited.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return waited.IsCompletedSuccessfully;
    }

    private async Task LoopAsync(Action afterSteps)
    {
        while (await _inbox.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (_inbox.Reader.TryRead(out var step))
            {
                Guard(step);
            }

            Guard(afterSteps);
            Guard(() => TellWaiters(waiter => waiter.IsTrue()));
        }

        TellWaiters(_ => true);
    }

    private void Guard(Action step)
    {
        try
        {
            step();
        }
#pragma warning disable CA1031 // The loop serves every action: a failure of one of them must not end it, and an event tells it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Tell(fault);
        }
    }

    private void Tell(Exception fault)
    {
        try
        {
            events.Failed(GrabberStep.Actions, fault);
        }
#pragma warning disable CA1031 // The failure may be a lack of memory, so that the event fails too: the loop goes on all the same.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The next step comes.
        }
    }

    private void TellWaiters(Func<Waiter, bool> isDue)
    {
        foreach (var waiter in _waiters.Where(isDue))
        {
            waiter.Told.SetResult();
        }

        _waiters.RemoveAll(waiter => waiter.Told.Task.IsCompleted);
    }

    private sealed record Waiter(Func<bool> IsTrue, TaskCompletionSource Told);
}
