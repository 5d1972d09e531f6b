using System.Globalization;
using CoprJobGrab.Actions;
using CoprJobGrab.Calls;
using CoprJobGrab.Cancels;
using CoprJobGrab.Configuration;
using CoprJobGrab.Explaining;

namespace CoprJobGrab;

/// <summary>Makes the plan that a cycle would make, and explains a task by it, for somebody who only looks. Writes nothing and remembers nothing.</summary>
internal sealed class Preview(
    Turns turns, OwnLead lead, LedQueue queue, FrontendLists lists, Planner planner, SharedRules rules, CancelService cancels, ActionStores actions)
{
    /// <inheritdoc cref="JobGrabber.PlanAsync"/>
    public async Task<GrabPlan> PlanAsync(CancellationToken cancellationToken)
    {
        using var end = await turns.TakeAsync(cancellationToken).ConfigureAwait(false);
        var (settings, observed) = await queue.LookAsync(cancellationToken).ConfigureAwait(false);
        // The queue's own picture changes with the next cycle; the plan is the caller's to keep.
        observed = observed with { Claims = new Dictionary<string, Claim>(observed.Claims, StringComparer.Ordinal) };
        var known = cancels.Now;
        var snapshot = await lists.FetchAsync(cancellationToken).ConfigureAwait(false);
        return await PlanAsync(snapshot, observed, settings, known, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="IJobGrabOperator.ExplainAsync"/>
    public async Task<Explanation> ExplainAsync(string taskId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(taskId);
        var (cancelled, unheard) = await cancels.PeekAsync(cancellationToken).ConfigureAwait(false);
        using var end = await turns.TakeAsync(cancellationToken).ConfigureAwait(false);
        var missing = "the queues could not be observed";
        QueueState? observed = null;
        try
        {
            (var settings, observed) = await queue.LookAsync(cancellationToken).ConfigureAwait(false);
            missing = "the frontend's builds list could not be had";
            var snapshot = await lists.FetchAsync(cancellationToken).ConfigureAwait(false);
            if (ActionIn(snapshot, taskId) is { } action && !IsKnown(taskId, snapshot, observed))
            {
                missing = "what is kept of actions, or the frontend's record of this one, could not be had";
                return await ExplainAsync(taskId, action, cancellationToken).ConfigureAwait(false);
            }

            var known = new KnownCancels(cancelled, unheard is not null);
            var plan = await PlanAsync(snapshot, observed, settings, known, cancellationToken).ConfigureAwait(false);
            return new TaskExplainer(new ExplainInput(plan, planner.RulesFor(snapshot), settings.Rules)
            {
                Cancelled = cancelled,
                CancelsFault = unheard?.Message,
                Groups = settings.Groups,
                Leader = plan.Leader,
                PlaceOf = queue.Inner.PlaceOf,
            }).Explain(taskId);
        }
#pragma warning disable CA1031 // The one who asks gets an answer, whatever a source or a queue throws: the answer says what is missing, and why.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            cancellationToken.ThrowIfCancellationRequested();
            var claim = observed?.Claims.GetValueOrDefault(taskId);
            return TaskExplainer.Unknown(taskId, $"{missing}: {fault.Message}", claim, observed, queue.Inner.PlaceOf);
        }
    }

    private async ValueTask<GrabPlan> PlanAsync(
        TaskSnapshot snapshot, QueueState observed, Settings settings, KnownCancels known, CancellationToken cancellationToken)
    {
        var (plan, _) = planner.Plan(snapshot, observed, lead.Memory.Lists.ToLook(), settings, known);
        plan.Leader = await rules.CompareAsync(settings, observed, snapshot, cancellationToken).ConfigureAwait(false);
        return plan;
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
        var story = new ActionStory(await actions.OverviewAsync(cancellationToken).ConfigureAwait(false));
        var record = action.Record ?? (story.NeedsProjects ? await lists.FetchActionAsync(action, cancellationToken).ConfigureAwait(false) : null);
        const string reason = "the frontend lists no build of this id, but an action";
        return story.Of(action.Id, record is null ? [] : ActionProjects.Of(record)) is { Count: > 0 } steps
            ? new Explanation(
                taskId, ExplanationState.Unlisted, reason, steps, "wait; in the list of begun actions and of results an operator releases one, or decides")
            : new Explanation(
                taskId, ExplanationState.Unlisted, reason, ["nothing that was begun is in its way, as far as is noted: it begins in its turn"],
                "see whether somebody handles actions of its type");
    }
}
