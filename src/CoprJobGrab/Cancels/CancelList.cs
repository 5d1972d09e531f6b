using CoprJobGrab.Calls;
using CoprJobGrab.Events;

namespace CoprJobGrab.Cancels;

/// <summary>Asks which tasks their users have cancelled, once at a time. An event tells of the first of several failures.</summary>
internal sealed class CancelList(ICancelRequests requests, CancelStates states, EventHub events, TimeProvider time) : IDisposable
{
    // A cycle does without it, and is a little more careful then.
    private static readonly TimeSpan LongestInCycle = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _asking = new(1, 1);
    private bool _fails;

    /// <summary>True when the cycle's builds list was asked for while nothing was known of the requests.</summary>
    public bool WasUnheard { get; private set; }

    /// <summary>Asks for the requests. Without news, those of the last list stand.</summary>
    /// <returns>Why there is no news; null when there is, or when the frontend has no such list.</returns>
    public async Task<Exception?> FetchAsync(CancellationToken cancellationToken)
    {
        var (listed, error, times) = await AskAsync(null, isLook: false, cancellationToken).ConfigureAwait(false);
        if (listed is not null)
        {
            states.Follow(listed, times);
        }

        return error;
    }

    /// <summary>
    /// Comes before a cycle asks for its builds list.
    /// Until a list of requests was had in this lead it asks for one, for this cycle alone: what others have decided, and are about to tell,
    /// is not to be handed out by the list that comes. It waits for nobody for long.
    /// </summary>
    public async Task BeginBuildsAsync(CancellationToken cancellationToken)
    {
        var (own, _, _) = states.IsHeard ? default : await AskAsync(LongestInCycle, isLook: false, cancellationToken).ConfigureAwait(false);
        WasUnheard = own is null && !states.IsHeard;
        states.BeginList(own ?? []);
    }

    /// <summary>Asks for the requests for somebody who only wants to know. Nothing is remembered, and no event tells.</summary>
    /// <returns>
    /// The tasks that are to be cancelled, by the last list when there is no news; and why there is none, as <see cref="FetchAsync"/> tells it.
    /// </returns>
    public async Task<(IReadOnlySet<string> Requested, Exception? Fault)> PeekAsync(CancellationToken cancellationToken)
    {
        var (listed, error, _) = await AskAsync(null, isLook: true, cancellationToken).ConfigureAwait(false);
        return (listed ?? states.Requested, error);
    }

    public void Dispose() => _asking.Dispose();

    /// <summary>Asks. With a deadline, as in a cycle, it does not wait for another question. A look remembers nothing.</summary>
    private async Task<(HashSet<string>? Listed, Exception? Error, int Times)> AskAsync(TimeSpan? longest, bool isLook, CancellationToken cancellationToken)
    {
        if (!await _asking.WaitAsync(longest is null ? Timeout.Infinite : 0, cancellationToken).ConfigureAwait(false))
        {
            return default;
        }

        try
        {
            var times = states.Times;
            var (answer, fault) = await new TimedCall(time, cancellationToken).TryAsync(HearAsync, longest).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            var error = fault ?? answer.Error;
            if (!isLook)
            {
                Note(answer.HasNone, times, error);
            }

            return (answer.Listed, error, times);
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>The list is the host's: what goes wrong while it is read belongs to the call.</summary>
    private async Task<(HashSet<string>? Listed, bool HasNone, Exception? Error)> HearAsync(CancellationToken cancellationToken) =>
        await requests.FetchAsync(cancellationToken).ConfigureAwait(false) switch
        {
            Listing<string>.Complete complete => (complete.Items.Where(taskId => !string.IsNullOrEmpty(taskId)).ToHashSet(StringComparer.Ordinal), false, null),
            Listing<string>.NoNews noNews => (null, noNews.Error is null, noNews.Error),
            _ => throw new TaskSourceException(
                TaskSourceFault.WrongShape, $"{requests.GetType().Name} gave no list of cancel requests and no reason; it must give one of the two."),
        };

    private void Note(bool hasNone, int times, Exception? error)
    {
        if (hasNone)
        {
            states.Follow(null, times);
        }

        if (error is not null && !_fails)
        {
            events.Failed(GrabberStep.CancelRequests, error);
        }

        _fails = error is not null;
    }
}
