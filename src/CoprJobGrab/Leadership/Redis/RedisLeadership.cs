using CoprJobGrab.Calls;
using CoprJobGrab.Model;
using CoprJobGrab.Redis;

namespace CoprJobGrab.Leadership.Redis;

/// <summary>
/// The lead of one grabber among many on a Redis, by a lease. While this grabber leads, the lease is renewed in the background too.
/// A lead that was not renewed in time has ended for this grabber, by its own clock, whatever Redis says; it is then taken anew, with a higher epoch.
/// A lead that the store has lost goes to whoever led last, who takes it in the background too; see <see cref="SeenLead"/>.
/// The lead of a process that is known to be gone is taken before its lease has run out: a grabber that was killed and started again need not wait for itself.
/// </summary>
internal sealed class RedisLeadership : ILeadership, IActionNotes, IAsyncDisposable, IDisposable
{
    // PeriodicTimer takes no shorter one.
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(1);

    private readonly LeaseKey _key;
    private readonly IWitnesses _witnesses;
    private readonly SeenLead _seen;
    private readonly LocalProcesses _processes;
    private readonly TimeSpan _lease;
    private readonly TimeSpan _actionLimit;
    private readonly TimeProvider _time;
    private readonly OwnNotes _notes;
    private readonly Turns _turns = new();
    private LeaseRenewal? _renewal;
    private volatile Held? _held;
    private long _above;
    private bool _lostStore;

    /// <summary>The witnesses are those of the connection's database, and the processes those that this one can see, unless others are given.</summary>
    public RedisLeadership(
        RedisConnection connection, TimeSpan lease, TimeSpan actionLimit, TimeProvider time, IWitnesses? witnesses = null, LocalProcesses? processes = null,
        GrabberName? name = null)
    {
        _processes = processes ?? LocalProcesses.Visible;
        var holder = _processes.NewHolder();
        (_key, _notes) = (new LeaseKey(connection, holder, time, name), new OwnNotes(holder, time));
        (_lease, _actionLimit, _time) = (lease, actionLimit, time);
        (_witnesses, _seen) = (witnesses ?? new Witnesses(connection, name), new SeenLead(lease, time));
    }

    public IActionNotes? Notes => this;

    public bool IsShared => true;

    /// <summary>True while the newest lead that this grabber has seen is its own, whether it lasts or not.</summary>
    public bool LedLast => _seen.IsOwn;

    public async ValueTask<Lead> LeadAsync(CancellationToken cancellationToken)
    {
        using var turn = await _turns.TakeAsync(cancellationToken).ConfigureAwait(false);
        var answer = await AskAsync(mayTake: true, cancellationToken).ConfigureAwait(false);
        if (answer is LeaseAnswer.Lost && _seen.Epoch == 0 && !await _witnesses.AreThereAsync(cancellationToken).ConfigureAwait(false))
        {
            _seen.KnowsOfNoOther();
            answer = await AskAsync(mayTake: true, cancellationToken).ConfigureAwait(false);
        }

        if (_seen.Epoch != 0)
        {
            await _witnesses.JoinAsync(cancellationToken).ConfigureAwait(false);
        }

        if (_held is not { } held)
        {
            return new Lead.Standby(_seen.Epoch) { StoreIsLost = answer is LeaseAnswer.Lost };
        }

        _renewal ??= new LeaseRenewal(_lease / 3 > ShortestInterval ? _lease / 3 : ShortestInterval, RenewAsync, _time);
        var left = held.ActionsAfter - _time.GetElapsedTime(held.TakenAt);
        var afterLoss = _lostStore;
        _lostStore = false;
        return new Lead.Leader(held.Epoch, answer is LeaseAnswer.Taken, _time.GetUtcNow() + (left > TimeSpan.Zero ? left : TimeSpan.Zero))
        {
            AfterLoss = afterLoss,
            Noted = answer is LeaseAnswer.Renewed { Noted: var noted } ? noted : ((LeaseAnswer.Taken)answer).Noted,
        };
    }

    public bool Lasts(long epoch) => _held is { } held && held.Epoch == epoch && _time.GetElapsedTime(held.RenewedAt) < _lease;

    public async ValueTask StandDownAsync(long fencedBy, CancellationToken cancellationToken)
    {
        using var turn = await _turns.TakeAsync(cancellationToken).ConfigureAwait(false);
        _above = Math.Max(_above, fencedBy);
        if (_lostStore && _held is { } again && fencedBy < again.Epoch)
        {
            // The store has lost the lead that was refused. This one was taken since, and a standby that remembers less must not have it.
            return;
        }

        try
        {
            await LeaveAsync(isClean: false, cancellationToken).ConfigureAwait(false);
        }
        catch (BuildQueueException)
        {
            // The lease runs out by itself.
        }
    }

    public async ValueTask<bool> HandOverAsync(bool isClean, CancellationToken cancellationToken)
    {
        using var turn = await _turns.TakeAsync(cancellationToken).ConfigureAwait(false);
        _seen.HandedOver();
        try
        {
            return await LeaveAsync(isClean, cancellationToken).ConfigureAwait(false);
        }
        catch (BuildQueueException)
        {
            // The lease runs out by itself, and the next leader's actions wait as after a crash.
            return false;
        }
    }

    public ValueTask TellAsync(long epoch, IReadOnlyDictionary<string, string> rules, CancellationToken cancellationToken) =>
        _key.TellAsync(epoch, rules, cancellationToken);

    public ValueTask TellAsync(ToldPoll poll, CancellationToken cancellationToken) => _key.TellAsync(poll, cancellationToken);

    public ValueTask<ToldLead> ReadToldAsync(CancellationToken cancellationToken) => _key.ReadToldAsync(cancellationToken);

    public async ValueTask<bool> NoteAsync(long epoch, long actionId, IReadOnlyList<string> projects, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var turn = await _turns.TakeAsync(cancellationToken).ConfigureAwait(false);
        var note = _notes.New(projects, limit);
        if (!Lasts(epoch) || !await _key.NoteAsync(epoch, actionId, limit, note.Rest, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        _notes.Add(actionId, note);
        return true;
    }

    public async ValueTask RemoveAsync(IReadOnlyCollection<long> actionIds, CancellationToken cancellationToken)
    {
        using var turn = await _turns.TakeAsync(cancellationToken).ConfigureAwait(false);
        _notes.Remove(actionIds);
        await _key.UnnoteAsync(epoch: 0, actionIds, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask RemoveOthersAsync(IReadOnlyCollection<long> actionIds, CancellationToken cancellationToken)
    {
        using var turn = await _turns.TakeAsync(cancellationToken).ConfigureAwait(false);
        if (_held is { } held)
        {
            await _key.UnnoteAsync(held.Epoch, actionIds, cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask<(IReadOnlyList<NotedAction> Actions, DateTimeOffset StartsFrom)> BegunAsync(CancellationToken cancellationToken) =>
        _key.BegunAsync(cancellationToken);

    public async ValueTask<bool?> DisownAsync(long actionId, CancellationToken cancellationToken) =>
        await _key.DisownAsync(actionId, cancellationToken).ConfigureAwait(false) switch
    {
        < 0 => null,
        var removed => removed > 0,
    };

    /// <summary>
    /// Hands the lead over, if this grabber still has it: for a host that runs cycles of its own and ends.
    /// The actions that it has begun and not ended stay noted.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_renewal is { } renewal)
        {
            await renewal.DisposeAsync().ConfigureAwait(false);
        }

        await HandOverAsync(isClean: _notes.AreNone, CancellationToken.None).ConfigureAwait(false);
        _turns.Dispose();
    }

    /// <summary>Ends the renewal; the lease runs out by itself, for a host that cannot wait.</summary>
    public void Dispose() => _renewal?.Dispose();

    /// <summary>
    /// Renews the lead.
    /// After an outage in which it ran out, and after a loss, this goes on for as long as no other one was seen to lead:
    /// in a store that has lost the lead it is taken again here, before others may.
    /// </summary>
    internal async ValueTask RenewAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var turn = await _turns.TakeAsync(cancellationToken).ConfigureAwait(false);
            if (_seen.IsOwn)
            {
                await AskAsync(mayTake: false, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // Whatever it is, the next one tries again; when none succeeds, the lease runs out.
        }
    }

    private async ValueTask<LeaseAnswer> AskAsync(bool mayTake, CancellationToken cancellationToken)
    {
        // From before the question: Redis counts from later, so that this grabber never believes longer than Redis.
        var asked = _time.GetTimestamp();
        if (_held is { } held && !Lasts(held.Epoch))
        {
            _held = null;
        }

        var answer = await AskAsync(mayTake, gone: null, cancellationToken).ConfigureAwait(false);
        if (mayTake && answer is LeaseAnswer.Held other && _processes.IsGone(other.Holder))
        {
            answer = await AskAsync(mayTake, other, cancellationToken).ConfigureAwait(false);
        }

        _seen.Follow(answer, asked, mayTake);
        _lostStore = answer is LeaseAnswer.Taken { AfterLoss: true } || (_lostStore && answer is not LeaseAnswer.Held);
        if (answer is LeaseAnswer.Taken { Epoch: var epoch })
        {
            // A store that is lost within the same millisecond would give it again.
            _above = Math.Max(_above, epoch);
        }

        _held = answer switch
        {
            LeaseAnswer.Taken taken => new Held(taken.Epoch, asked, asked, taken.ActionsAfter),
            LeaseAnswer.Renewed => _held! with { RenewedAt = asked },
            _ => null,
        };
        return answer;
    }

    private async ValueTask<LeaseAnswer> AskAsync(bool mayTake, LeaseAnswer.Held? gone, CancellationToken cancellationToken)
    {
        try
        {
            return await _key.LeadAsync(
                _held?.Epoch ?? 0, Math.Max(_above, _seen.Epoch), mayTake, _seen, _lease, _actionLimit, gone, _notes.ForRenewal(),
                cancellationToken).ConfigureAwait(false);
        }
        catch (BuildQueueException)
        {
            _seen.CouldNotAsk();
            throw;
        }
    }

    private async ValueTask<bool> LeaveAsync(bool isClean, CancellationToken cancellationToken)
    {
        var held = _held;
        _held = null;
        if (isClean)
        {
            _notes.Clear();
        }

        return held is not null && await _key.LeaveAsync(held.Epoch, _seen, isClean, cancellationToken).ConfigureAwait(false);
    }

    private sealed record Held(long Epoch, long TakenAt, long RenewedAt, TimeSpan ActionsAfter);
}
