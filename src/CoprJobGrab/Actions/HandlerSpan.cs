using System.Diagnostics;
using CoprJobGrab.Telemetry;

namespace CoprJobGrab.Actions;

/// <summary>The span of one attempt, which its handler runs in.</summary>
internal static class HandlerSpan
{
    public static async Task<HandlerEnd> RunAsync(ListedAction action, int attempt, Func<Task<HandlerEnd>> run)
    {
        var span = Spans.Action(action.Record!, attempt, action.Trace);
        var end = await run().ConfigureAwait(false);
        if (span is not null)
        {
            // The loop reads it after the end of the attempt, which is posted to it.
            action.Trace = action.Trace == default ? span.Context : action.Trace;
            var (outcome, error) = end switch
            {
                HandlerEnd.WithFault fault => ("fault", fault.Reason),
                HandlerEnd.WithOutcome(ActionOutcome.Failed failed) => ("failed", failed.Reason),
                HandlerEnd.WithOutcome(var said) => (said is ActionOutcome.Done ? "done" : "deferred", null),
                _ => ("interrupted", (string?)null),
            };
            span.SetTag(TelemetryNames.Outcome, outcome).SetStatus(error is null ? ActivityStatusCode.Unset : ActivityStatusCode.Error, error);
            Spans.End(span);
        }

        return end;
    }
}
