using CoprJobGrab.Calls;
using CoprJobGrab.Model;

namespace CoprJobGrab.Actions;

/// <summary>Runs a handler once, within its time limit. Never throws.</summary>
internal static class HandlerRun
{
    /// <param name="handler">The handler.</param>
    /// <param name="action">The action.</param>
    /// <param name="left">When the handler's token is cancelled.</param>
    /// <param name="limit">The limit of which that is left, for the message.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Cancels the handler's token too.</param>
    public static async Task<HandlerEnd> ToEndAsync(
        IActionHandler handler, ActionTask action, TimeSpan left, TimeSpan limit, TimeProvider time, CancellationToken stop)
    {
        using var deadline = new Deadline(left, time, stop);
        try
        {
            var outcome = await handler.HandleAsync(action, deadline.Token).ConfigureAwait(false);
            return outcome is null ? new HandlerEnd.WithFault("The handler returned null, not an outcome.") : new HandlerEnd.WithOutcome(outcome);
        }
#pragma warning disable CA1031 // A handler is the host's code; whatever it throws costs only its action.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            // After a stop every exception is taken for its effect: a cancelled program or connection throws whatever it likes.
            return stop.IsCancellationRequested ? new HandlerEnd.Interrupted()
                : fault is OperationCanceledException && deadline.Passed
                    ? new HandlerEnd.WithFault($"The handler did not end within its time limit of {TimeText.Of(limit)}.")
                : new HandlerEnd.WithFault(fault.Message);
        }
    }
}
