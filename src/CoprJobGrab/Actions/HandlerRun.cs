using System.Globalization;
using CoprJobGrab.Calls;
using CoprJobGrab.Events;
using CoprJobGrab.Model;
using Microsoft.Extensions.DependencyInjection;

namespace CoprJobGrab.Actions;

/// <summary>Runs one attempt, in scopes of its own and within its time limit. Never throws.</summary>
internal sealed class HandlerRun(ActionHandlers handlers, EventHub events, TimeProvider time, CancellationToken stop)
{
    /// <param name="attempt">The attempt.</param>
    /// <param name="projects">The keys of the action's projects.</param>
    /// <param name="left">When the handler's token is cancelled.</param>
    /// <param name="limit">The limit of which that is left, for the message.</param>
    public async Task<HandlerEnd> ToEndAsync(ActionAttempt attempt, IReadOnlyList<string> projects, TimeSpan left, TimeSpan limit)
    {
        using var deadline = new Deadline(left, time, stop);
        try
        {
            using var logScope = handlers.BeginLogScope(attempt, projects);
            var outcome = await HandleAsync(attempt, deadline.Token).ConfigureAwait(false);
            return outcome is null ? new HandlerEnd.WithFault("The handler returned null, not an outcome.") : new HandlerEnd.WithOutcome(outcome);
        }
#pragma warning disable CA1031 // A handler is the host's code; whatever it throws costs only its action.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            // After a stop every exception is taken for its effect: a cancelled program or connection throws whatever it likes.
            return stop.IsCancellationRequested ? new HandlerEnd.Interrupted(fault)
                : fault is OperationCanceledException && deadline.Passed
                    ? new HandlerEnd.WithFault($"The handler did not end within its time limit of {TimeText.Of(limit)}.", fault)
                : new HandlerEnd.WithFault(fault.Message, fault);
        }
    }

    private async Task<ActionOutcome?> HandleAsync(ActionAttempt attempt, CancellationToken cancellationToken)
    {
        var scope = handlers.CreateScope();
        try
        {
            var handler = handlers.Find(attempt.Action.Type)!.Create(scope.ServiceProvider)
                ?? throw new InvalidOperationException("The factory of the action handler returned null.");
            return await handler.HandleAsync(attempt, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await EndAsync(scope, attempt.Action.Id).ConfigureAwait(false);
        }
    }

    private async Task EndAsync(AsyncServiceScope scope, long actionId)
    {
        try
        {
            await scope.DisposeAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // What a service of the host's throws at its end must not take the outcome of the attempt with it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            events.Failed(GrabberStep.ActionScope, fault, actionId.ToString(CultureInfo.InvariantCulture));
        }
    }
}
