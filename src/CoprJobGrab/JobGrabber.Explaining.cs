using System.Globalization;
using CoprJobGrab.Actions;
using CoprJobGrab.Cancels;
using CoprJobGrab.Explaining;

namespace CoprJobGrab;

public sealed partial class JobGrabber : IJobGrabExplainer
{
    /// <inheritdoc/>
    public async Task<Explanation> ExplainAsync(string taskId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(taskId);
        var (cancelled, unheard) = ServesCancels ? await _cancels.PeekAsync(cancellationToken).ConfigureAwait(false) : (CancelledByUsers, null);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        var missing = "the queues could not be observed";
        QueueState? observed = null;
        try
        {
            var settings = _current.Take();
            observed = As(await LookAsync(cancellationToken).ConfigureAwait(false), settings);
            missing = "the frontend's builds list could not be had";
            using var snapshot = await AskSourceAsync(cancellationToken).ConfigureAwait(false);
            if (ActionIn(snapshot, taskId) is { } action && !IsKnown(taskId, snapshot, observed))
            {
                missing = "what is kept of actions, or the frontend's record of this one, could not be had";
                return await ExplainAsync(taskId, action, cancellationToken).ConfigureAwait(false);
            }

            var (plan, _) = Decide(snapshot, observed, _memory.ToLook(), settings, new KnownCancels(cancelled, unheard is not null));
            return new TaskExplainer(new ExplainInput(plan, RulesFor(snapshot), settings.Rules)
            {
                Cancelled = cancelled,
                CancelsFault = unheard?.Message,
                Groups = settings.Groups,
                Leader = await CompareRulesAsync(settings, observed, snapshot, cancellationToken).ConfigureAwait(false),
                PlaceOf = _queue.PlaceOf,
            }).Explain(taskId);
        }
#pragma warning disable CA1031 // Whatever a source or a queue throws is the answer.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            cancellationToken.ThrowIfCancellationRequested();
            var claim = observed?.Claims.GetValueOrDefault(taskId);
            return TaskExplainer.Unknown(taskId, $"{missing}: {fault.Message}", claim, observed, _queue.PlaceOf);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A listed action whose id this is: people ask about these in the same way.</summary>
    private static ActionListing? ActionIn(TaskSnapshot snapshot, string taskId) =>
        snapshot.Actions is Listing<ActionListing>.Complete actions && long.TryParse(taskId, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? actions.Items.FirstOrDefault(action => action?.Id == id)
            : null;

    // A task whose id is a number is a source package.
    private static bool IsKnown(string taskId, TaskSnapshot snapshot, QueueState observed) =>
        observed.Claims.ContainsKey(taskId) || (snapshot.Builds is Listing<BuildTask>.Complete builds && builds.Items.Any(task => task.TaskId == taskId));

    private async Task<Explanation> ExplainAsync(string taskId, ActionListing action, CancellationToken cancellationToken)
    {
        var story = new ActionStory(await ActionsAsync(cancellationToken).ConfigureAwait(false));
        var record = action.Record ?? (story.NeedsProjects ? await _source.FetchActionAsync(action, cancellationToken).ConfigureAwait(false) : null);
        const string reason = "the frontend lists no build of this id, but an action";
        return story.Of(action.Id, record is null ? [] : ActionProjects.Of(record)) is { Count: > 0 } steps
            ? new Explanation(
                taskId, ExplanationState.Unlisted, reason, steps, "wait; in the list of begun actions and of results an operator releases one, or decides")
            : new Explanation(
                taskId, ExplanationState.Unlisted, reason, ["nothing that was begun is in its way, as far as is noted: it begins in its turn"],
                "see whether somebody handles actions of its type");
    }
}
