using CoprJobGrab.Calls;
using CoprJobGrab.Events;

namespace CoprJobGrab.Actions;

/// <summary>Tells the frontend the results of actions, and gives up those that it refuses. Owned by the loop.</summary>
/// <remarks>
/// <para>Save, report, remove, in this order (<see cref="IOutcomeStore"/>); the note that the action was begun goes when its result is saved,
/// or reported where it could not be.
/// A result that could not be saved is reported all the same, and each further try of the report begins with a further try of the save.</para>
/// <para>A result that the frontend refuses although it works (<see cref="FrontendSigns"/>) is told once with a plain message,
/// because it may be the message that it cannot store.
/// Refused again, it is given up: it stays in the store, its action does not run again, and its project goes on.</para>
/// </remarks>
internal sealed class ResultOutbox(
    IFrontendReporter reporter, EventHub events, Pauses pauses, OutcomeJournal outcomes, BegunNotes notes, TimeProvider time, Action<Action> post) : IDisposable
{
    private const int MaxCalls = 4;

    private readonly FrontendSigns _signs = new(time);

    private Outbox<ListedAction> Reports => field ??= new(MaxCalls, pauses, time, post) { Next = Next, Taken = Taken, Failed = Failed };

    /// <summary>Comes when the frontend has taken a result.</summary>
    public required Action TookOne { get; init; }

    /// <summary>Comes when a result is given up.</summary>
    public required Action GaveUp { get; init; }

    /// <summary>Makes the outbox in the thread that asks for it.</summary>
    public Func<int> Outstanding { get { var all = Reports; return () => all.Count; } }

    public bool IsIdle => Reports.IsIdle && outcomes.IsIdle;

    public void Tell(ListedAction action) => Reports.Tell(action);

    /// <summary>Tells once more what was given up.</summary>
    public void TellAgain(ListedAction action)
    {
        action.IsDoubted = false;
        Tell(action);
    }

    public void ListCame(long askedAt) => _signs.ListCame(askedAt);

    public void ListFailed() => _signs.ListFailed();

    /// <summary>Keeps a result that is given up.</summary>
    public void Keep(ListedAction action)
    {
        var givenUp = action.GivenUp!;
        outcomes.Save(givenUp, action.FollowedDecision, isKept =>
        {
            action.IsOutcomeStored = action.GivenUp == givenUp ? isKept : action.IsOutcomeStored;
            if (isKept)
            {
                notes.Remove(action.Listing.Id);
            }
        });
    }

    /// <inheritdoc cref="Outbox{T}.TellForTheLastTime"/>
    public void TellForTheLastTime() => Reports.TellForTheLastTime();

    /// <inheritdoc cref="Outbox{T}.EndCalls"/>
    public void EndCalls() => Reports.EndCalls();

    /// <inheritdoc cref="Outbox{T}.Withdraw"/>
    public void Withdraw(ListedAction action) => Reports.Withdraw(action);

    /// <summary>Tells nobody any more, because nobody waits for it.</summary>
    public void Drop(ListedAction action)
    {
        Withdraw(action);
        action.State = ActionState.Settled;
        outcomes.Remove(action.Listing.Id);
        notes.Remove(action.Listing.Id);
    }

    public void Dispose() => Reports.Dispose();

    private Func<CancellationToken, Task>? Next(ListedAction action)
    {
        if (!action.HasUntoldReport)
        {
            return null;
        }

        var report = action.Report!;
        var attempt = action.Attempt = new ReportAttempt(action.IsToldPlainly ? ResultText.Plain(report) : report, _signs.Taken);
        // A result that is given up is saved by Keep, as given up.
        var isToSave = !action.IsOutcomeStored && action.State != ActionState.GivenUp;
        outcomes.Keep(report.ActionId);
        return async token =>
        {
            if (isToSave && await outcomes.SaveAsync(report).ConfigureAwait(false))
            {
                post(() => Saved(action));
            }

            await reporter.ReportActionAsync(attempt.Told, token).ConfigureAwait(false);
            attempt.TakenAt = time.GetTimestamp();
        };
    }

    private void Saved(ListedAction action)
    {
        action.IsOutcomeStored = true;
        notes.Remove(action.Listing.Id);
    }

    private void Taken(ListedAction action, int failures)
    {
        var attempt = End(action);
        (action.State, action.ReportedAt) = (ActionState.Settled, attempt.TakenAt);
        notes.Remove(action.Listing.Id);
        events.Emit(new ActionReported(attempt.Told));
        _signs.Taken++;
        TookOne();
        outcomes.Remove(action.Listing.Id);
    }

    private bool Failed(ListedAction action, Exception error, int failures, TimeSpan pause)
    {
        var attempt = End(action);
        if (!action.HasUntoldReport)
        {
            // A result that was dropped while its save was under way may be in the store again by now.
            outcomes.Remove(action.Listing.Id);
            return false;
        }

        if (Refusals.Is(error))
        {
            action.Refusals = _signs.Count(action.Refusals);
            if (action.IsToldPlainly || action.State == ActionState.GivenUp)
            {
                GiveUp(action, attempt.TakenBefore > action.Refusals.TakenBefore, error);
                return false;
            }

            action.IsToldPlainly = _signs.SpeakAgainst(action.Refusals, attempt.TakenBefore);
        }

        events.NotTaken(ReportKind.Action, $"{attempt.Told.ActionId}", error, pause);
        return true;
    }

    private static ReportAttempt End(ListedAction action)
    {
        var attempt = action.Attempt!;
        action.Attempt = null;
        return attempt;
    }

    private void GiveUp(ListedAction action, bool tookAnother, Exception error)
    {
        action.IsDoubted = action.State == ActionState.Reporting && !tookAnother;
        (action.Refusals, action.IsToldPlainly, action.IsOutcomeStored, action.FollowedDecision) = (null, false, false, action.GivenUp?.Decision);
        action.GivenUp = new GivenUpReport(
            action.Report!, DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()), ResultText.Reason(error));
        action.State = ActionState.GivenUp;
        Keep(action);
        GaveUp();
        events.Emit(new ActionReportGivenUp(action.Report!) { Error = error });
    }
}
