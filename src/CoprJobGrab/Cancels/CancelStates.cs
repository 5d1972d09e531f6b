using CoprJobGrab.Calls;
using CoprJobGrab.Events;

namespace CoprJobGrab.Cancels;

/// <summary>Each cancel request, from the first list that has it until the frontend has taken its answer. Safe for several threads.</summary>
internal sealed class CancelStates : IDisposable
{
    private const int MaxAnswers = 8;

    // A list may be older than the answer that ends a request. One that stays for longer was not heard.
    private static readonly TimeSpan HeardWithin = TimeSpan.FromMinutes(1);

    private static readonly HashSet<string> Nobody = [];

    private readonly Lock _lock = new();
    private readonly EventHub _events;
    private readonly TimeProvider _time;
    private readonly Outbox<CancelRequest> _answers;
    private readonly Dictionary<string, CancelRequest> _requests = new(StringComparer.Ordinal);
    private Func<bool> _leads = static () => false;
    private bool _isHeard;
    private int _times;

    /// <summary>An event tells what was decided, the first failure to tell the frontend of it, and the end of that.</summary>
    public CancelStates(ICancelRequests requests, EventHub events, Pauses pauses, TimeProvider time)
    {
        (_events, _time) = (events, time);
        _answers = new Outbox<CancelRequest>(MaxAnswers, pauses, time, _lock)
        {
            Next = request => request is { State: CancelState.Decided, WasRunning: { } wasRunning } ? token =>
                requests.AnswerAsync(request.TaskId, wasRunning, token).AsTask() : null,
            // Where the lead does not last, somebody else may have decided otherwise.
            MayTell = () => _leads(),
            Taken = (request, failures) =>
            {
                (request.State, request.AnsweredAt) = (request.State == CancelState.Decided ? CancelState.Answered : request.State, time.GetTimestamp());
                if (failures > 0)
                {
                    events.Emit(new CancelReportRecovered(request.TaskId, failures));
                }
            },
            Failed = (request, error, failures, pause) =>
            {
                if (failures == 1)
                {
                    events.NotTaken(ReportKind.Cancel, request.TaskId, error, pause);
                }

                return true;
            },
        };
        events.Outstanding[ReportKind.Cancel] = () => _answers.Count;
    }

    /// <summary>The ids in the last list, answered or not. The set does not change.</summary>
    public IReadOnlySet<string> Requested => Those(request => request.State != CancelState.Unlisted);

    /// <summary>The ids in the list that was the last one at <see cref="BeginList"/>, and in every one since. The set does not change.</summary>
    public IReadOnlySet<string> Withheld => Those(_ => true);

    /// <summary>True when a list was had since <see cref="Forget"/>, or the frontend has none.</summary>
    public bool IsHeard => Volatile.Read(ref _isHeard);

    /// <summary>How often everything was forgotten. A list that was asked for before that is of no use after.</summary>
    public int Times => Volatile.Read(ref _times);

    /// <summary>Takes in a complete list: what it does not have is over, whatever became of it.</summary>
    /// <param name="listed">The ids; null when the frontend has no such list.</param>
    /// <param name="times">As it was when the list was asked for.</param>
    public void Follow(IReadOnlySet<string>? listed, int times)
    {
        lock (_lock)
        {
            if (times == _times)
            {
                _isHeard = true;
                Take(listed ?? Requested);
            }
        }
    }

    /// <summary>A builds list is asked for after this.</summary>
    /// <param name="own">A list of requests that was had for it alone; empty when there is none.</param>
    public void BeginList(IReadOnlySet<string> own)
    {
        lock (_lock)
        {
            foreach (var request in _requests.Values.Where(request => request.State == CancelState.Unlisted))
            {
                _requests.Remove(request.TaskId);
            }

            foreach (var taskId in own)
            {
                _requests.TryAdd(taskId, new CancelRequest(taskId, _time.GetTimestamp()) { State = CancelState.Unlisted });
            }
        }
    }

    /// <summary>The requests that are to be decided: those that were not yet, and those whose answer the frontend seems to have lost.</summary>
    public IReadOnlyList<string> Open()
    {
        lock (_lock)
        {
            foreach (var request in _requests.Values.Where(
                request => request.State == CancelState.Answered && _time.GetElapsedTime(request.AnsweredAt) > HeardWithin))
            {
                request.State = CancelState.Open;
            }

            return [.. _requests.Values.Where(request => request.State == CancelState.Open).Select(request => request.TaskId)];
        }
    }

    /// <summary>
    /// A request was decided: an event tells it, unless it was decided in the same way before, and the frontend is told until it has taken the answer.
    /// </summary>
    /// <param name="decision">The decision, which has been written.</param>
    /// <param name="leads">True while the lead lasts.</param>
    public void Decide(CancelDecision decision, Func<bool> leads)
    {
        lock (_lock)
        {
            _leads = leads;
            var isNew = _requests.TryGetValue(decision.TaskId, out var request) && request.WasRunning != decision.WasRunning;
            if (request is null or { State: CancelState.Unlisted } || (request.State == CancelState.Decided && !isNew))
            {
                return;
            }

            (request.State, request.WasRunning) = (CancelState.Decided, decision.WasRunning);
            if (isNew)
            {
                var waited = _time.GetElapsedTime(request.ListedAt);
                _events.Emit(new TaskCancelled(decision.TaskId, decision.WasRunning, decision.Unstoppable?.GroupId, waited));
            }

            _answers.Tell(request);
        }
    }

    /// <summary>A step has ended.</summary>
    /// <param name="left">The requests that it could not decide.</param>
    /// <returns>How many of them the step before could not decide either.</returns>
    public int LeaveOpen(IReadOnlySet<string> left)
    {
        lock (_lock)
        {
            foreach (var request in _requests.Values)
            {
                request.StepsOpen = left.Contains(request.TaskId) ? request.StepsOpen + 1 : 0;
            }

            return _requests.Values.Count(request => request.StepsOpen > 1);
        }
    }

    /// <summary>
    /// Ends every call and forgets every request: those that are not answered stay at the frontend, and the next leader finds what became of their tasks.
    /// </summary>
    public void Forget()
    {
        lock (_lock)
        {
            _answers.Forget();
            _requests.Clear();
            _isHeard = false;
            _times++;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _answers.Dispose();
        }
    }

    private void Take(IReadOnlySet<string> listed)
    {
        foreach (var request in _requests.Values.Where(request => !listed.Contains(request.TaskId)))
        {
            request.State = CancelState.Unlisted;
        }

        foreach (var taskId in listed.Where(taskId => _requests.GetValueOrDefault(taskId) is null or { State: CancelState.Unlisted }))
        {
            _requests[taskId] = new CancelRequest(taskId, _time.GetTimestamp());
        }
    }

    private HashSet<string> Those(Func<CancelRequest, bool> are)
    {
        lock (_lock)
        {
            return _requests.Count == 0 ? Nobody : _requests.Values.Where(are).Select(request => request.TaskId).ToHashSet(StringComparer.Ordinal);
        }
    }
}
