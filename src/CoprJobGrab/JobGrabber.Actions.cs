using CoprJobGrab.Leadership;

namespace CoprJobGrab;

public sealed partial class JobGrabber
{
    /// <summary>Takes over the results that others left, before the list is asked for, and tells once in a lead what of theirs is waited for.</summary>
    /// <returns>The actions that others may still run; null when the store of results could not be read, so that nothing may start.</returns>
    private async ValueTask<IReadOnlyList<NotedAction>?> ResumeActionsAsync(Lead.Leader lead, CancellationToken cancellationToken)
    {
        if (_hasResumedActions)
        {
            return [];
        }

        var others = await _actions.ResumeAsync(lead.Epoch, lead.Noted, cancellationToken).ConfigureAwait(false);
        if (others is not null)
        {
            var waits = _time.GetUtcNow() < lead.ActionsFrom;
            _news.ActionsWaitFor(lead.Epoch, others, waits ? lead.ActionsFrom : null);
            // While one of the others may be alive, a result of it may still come.
            _hasResumedActions = !waits && lead.Noted.Count == 0;
        }

        return others;
    }
}
