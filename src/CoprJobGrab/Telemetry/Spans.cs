using System.Diagnostics;

namespace CoprJobGrab.Telemetry;

/// <summary>The spans, as <c>docs/observability.md</c> lists them. Without a listener there are none.</summary>
internal static class Spans
{
    private static readonly ActivitySource Source = new(TelemetryNames.Source, TelemetryNames.Version);

    /// <summary>A listener has thrown. Listeners are the whole process's, so that every grabber in it tells of it.</summary>
    public static event Action<Exception>? ListenerFailed;

    /// <summary>The grabber's span that the caller is in, as W3C Trace Context writes it; null when there is none that a listener records.</summary>
    public static string? TraceParent =>
        Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } span && span.Source == Source ? span.Id : null;

    public static Task<CycleReport> PollAsync(Func<Task<CycleReport>> cycle) => InAsync(
        static () => Source.StartActivity("poll"), cycle, static (span, report) =>
        {
            span.SetTag("coprjobgrab.role", TelemetryNames.Of(report.Role)).SetTag("coprjobgrab.listed", report.Listed);
            return report.Error;
        });

    public static Task<TaskSnapshot> FetchAsync(Func<Task<TaskSnapshot>> fetch) => InAsync(
        static () => Source.StartActivity("fetch"), fetch,
        static (_, snapshot) => (snapshot.Builds as Listing<BuildTask>.NoNews)?.Error ?? (snapshot.Actions as Listing<ActionListing>.NoNews)?.Error);

    public static Task<IReadOnlyList<GroupResult>> TopUpAsync(Func<Task<IReadOnlyList<GroupResult>>> write) =>
        InAsync(static () => Source.StartActivity("top up"), write, static (_, _) => null);

    /// <summary>The writes to one builder group, when tasks are pushed among them.</summary>
    public static Task<GroupResult> SendAsync(GroupPlan plan, Func<Task<GroupResult>> write) =>
        plan.Enqueue.Count + plan.Requeue.Count is not (> 0 and var count) ? write() : InAsync(
            () => Source.StartActivity($"send {plan.GroupId}", ActivityKind.Producer), write, (span, result) =>
            {
                Array.ForEach(TelemetryNames.OfSend(plan.GroupId), tag => span.SetTag(tag.Key, tag.Value));
                span.SetTag("messaging.operation.type", "send").SetTag("messaging.batch.message_count", count);
                return result.Fault;
            });

    /// <summary>
    /// One attempt of a build at a worker, from when it was taken until its handler has ended.
    /// It goes on with the trace of its push; where the element names none, it is a trace of its own.
    /// </summary>
    public static Task<T> BuildAsync<T>(
        (string GroupId, string TaskId, int Attempt, string? Push) build, Func<Task<T>> work,
        Func<T, (string Outcome, string? Failure, Exception? Error)> endOf)
    {
        return Source.HasListeners() ? RecordedAsync() : work();

        async Task<T> RecordedAsync()
        {
            // The worker may be in the span of whoever started it.
            Activity.Current = null;
            _ = ActivityContext.TryParse(build.Push, null, isRemote: true, out var push);
            return await InAsync(() => Source.StartActivity($"build {build.GroupId}", ActivityKind.Consumer, push), work, (span, ended) =>
            {
                var (outcome, failure, error) = endOf(ended);
                Array.ForEach(TelemetryNames.OfMessages(build.GroupId, "process"), tag => span.SetTag(tag.Key, tag.Value));
                span.SetTag("messaging.operation.type", "process").SetTag("coprjobgrab.task.id", build.TaskId)
                    .SetTag("coprjobgrab.build.attempt", build.Attempt).SetTag(TelemetryNames.Outcome, outcome)
                    .SetStatus(failure is null ? ActivityStatusCode.Unset : ActivityStatusCode.Error, failure);
                return error;
            }).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// One attempt of an action: a trace of its own, which the attempts after the first go on with.
    /// An async method calls this, and <see cref="End"/>; it gives its caller the span back that the caller was in.
    /// </summary>
    public static Activity? Action(ActionTask action, int attempt, ActivityContext first)
    {
        // The lanes may be in the span of whoever made them.
        Activity.Current = Source.HasListeners() ? null : Activity.Current;
        var type = TelemetryNames.Of(action.Type);
        return Start(() => Source.StartActivity($"action {type}", ActivityKind.Internal, first))?.SetTag(TelemetryNames.ActionType, type)
            .SetTag("coprjobgrab.action.id", action.Id).SetTag("coprjobgrab.action.attempt", attempt);
    }

    public static void End(Activity? span)
    {
        try
        {
            span?.Dispose();
        }
#pragma warning disable CA1031 // Whatever a listener throws, the work is done, and what came of it must not be lost.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            ListenerFailed?.Invoke(fault);
        }
    }

    private static Activity? Start(Func<Activity?> start)
    {
        var around = Activity.Current;
        try
        {
            return Source.HasListeners() ? start() : null;
        }
#pragma warning disable CA1031 // Whatever a listener throws costs no work. The others may have the span, which has begun.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            ListenerFailed?.Invoke(fault);
            return Activity.Current == around ? null : Activity.Current;
        }
    }

    private static async Task<T> InAsync<T>(Func<Activity?> start, Func<Task<T>> work, Func<Activity, T, Exception?> errorOf)
    {
        var span = Start(start);
        try
        {
            var result = await work().ConfigureAwait(false);
            Fail(span, span is null ? null : errorOf(span, result));
            return result;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Fail(span, fault);
            throw;
        }
        finally
        {
            End(span);
        }
    }

    private static void Fail(Activity? span, Exception? error)
    {
        if (error is not null)
        {
            span?.SetTag(TelemetryNames.ErrorType, TelemetryNames.Of(error)).SetStatus(ActivityStatusCode.Error, error.Message);
        }
    }
}
