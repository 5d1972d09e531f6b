namespace CoprJobGrab.Queues.Claims;

/// <summary>One builder group's queue, as this process knows and writes it.</summary>
internal sealed class ClaimGroup(string groupId, bool isConfigured, IGroupStore store, ClaimTable claims, TimeProvider timeProvider)
{
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromMinutes(10);

    private readonly GroupCache _cache = new(groupId, isConfigured, claims);
    private readonly ClockWatch _clock = new(timeProvider);
    private GroupProbe? _seen;
    private BuildQueueException? _lookFault, _stampFault;
    private string? _proposed;
    private long _readAt;
    private bool _isRead;
    private long _ledWith;

    /// <summary>Why the group could not be observed the last time, or does not know of this lead; null when all is well.</summary>
    public BuildQueueException? Fault => _lookFault ?? _stampFault;

    public GroupState State => _cache.State with
    {
        IsLed = Fault is not null || Epoch != 0,
        IsUnsettled = _cache.OrphanRepair is not null || Fault is not null,
        IsUnread = _lookFault is not null && !_isRead,
        Fault = Fault?.Message,
        IsOlder = _cache.IsOlder,
        LaterMark = _seen?.LaterMark,
        Jump = _clock.Jump,
    };

    /// <summary>Whether the group is a configured one, which may change between two cycles.</summary>
    public bool IsConfigured
    {
        set
        {
            _cache.IsConfigured = value;
            IsRetired &= !value;
        }
    }

    /// <summary>The epoch that the group holds, as observed.</summary>
    public long Epoch => _seen?.Epoch ?? 0;

    /// <summary>True when there is something to write, whatever the plan says.</summary>
    public bool NeedsRepair => _cache.OrphanRepair is not null || _cache.IsOver || _cache.HasConfirmation;

    /// <summary>True when the group can leave the registry.</summary>
    public bool IsRetired { get; private set; }

    /// <summary>True after <see cref="LookAsync"/> when what was seen needs the whole group to be read.</summary>
    public bool NeedsReading { get; private set; } = true;

    /// <summary>Writes a new leader's epoch. Answers the one that the group holds then.</summary>
    public Task<long> LeadAsync(long epoch)
    {
        _cache.Doubt();
        // Others may have led since it was read.
        _isRead &= _ledWith == epoch;
        _ledWith = epoch;
        // A fault that an earlier look met says nothing about this lead; the next look tells.
        _lookFault = null;
        return StampAsync();
    }

    /// <summary>The store may have gone back to an older picture.</summary>
    public void WentBack() => _cache.WentBack();

    /// <summary>Looks at what tells whether the group has changed.</summary>
    /// <param name="leads">True to write the epoch too, when that has failed so far: a server that can be read may refuse every write.</param>
    public Task LookAsync(bool leads) => TryAsync("Observing", async () =>
    {
        if (leads && _stampFault is not null)
        {
            await StampAsync().ConfigureAwait(false);
        }

        _seen = await store.ProbeAsync().ConfigureAwait(false);
        _clock.See(_seen.Time);
        if (_seen.Incarnation is not null)
        {
            _proposed = null;
        }

        NeedsReading = !_cache.Follow(_seen) || timeProvider.GetElapsedTime(_readAt) >= ReadAgainAfter;
    });

    public Task ReadAsync(CancellationToken cancellationToken) => TryAsync("Reading", async () =>
    {
        _cache.Load(await GroupReader.ReadAsync(store, groupId, cancellationToken).ConfigureAwait(false), _seen!);
        _readAt = timeProvider.GetTimestamp();
        (NeedsReading, _isRead) = (false, true);
    });

    public void LeaveToOthers() => _cache.LeaveToOthers();

    public async Task<GroupResult> ApplyAsync(GroupPlan plan, QueueState picture, long epoch, string? trace, CancellationToken cancellationToken)
    {
        var outcome = new GroupResultBuilder(groupId);
        if (Fault is not null)
        {
            return outcome.Result(Fault);
        }

        try
        {
            await WriteAsync(plan, picture, Terms(picture, epoch) with { Trace = trace }, outcome, cancellationToken).ConfigureAwait(false);
            if (outcome.FencedBy is not null)
            {
                _cache.Doubt();
            }

            return outcome.Result();
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            _cache.Doubt();
            return outcome.Result(store.Explain(fault, "Writing"));
        }
    }

    public QueuePlace? PlaceOf(Guid urn) => _cache.PlaceOf(urn, store.List);

    public async Task<int> CommandAsync(IReadOnlyList<ClaimCommand> commands, CancellationToken cancellationToken)
    {
        try
        {
            return await CommandStep.RunAsync(store, _cache, commands, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw store.Explain(fault, "Releasing claims of");
        }
    }

    private async Task<long> StampAsync()
    {
        try
        {
            var held = await store.StampAsync(_ledWith).ConfigureAwait(false);
            _stampFault = null;
            return held;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // Whatever it is, it costs no other group. A list that has moved to another grabber is that one's affair, when it is not configured here.
            IsRetired |= fault is GroupOfOtherException && !_cache.IsConfigured;
            _stampFault = store.Explain(fault, "Leading");
            return _ledWith;
        }
    }

    private LeaderTerms Terms(QueueState picture, long epoch)
    {
        var observed = picture.Groups.GetValueOrDefault(groupId);
        // Kept until an observation has found claims: a write whose answer was lost may have begun them, and is said again with the same value.
        _proposed ??= Guid.NewGuid().ToString("N");
        return new LeaderTerms(epoch, observed?.Incarnation, observed?.Incarnation ?? _proposed, observed?.Version ?? 0);
    }

    private async Task WriteAsync(GroupPlan plan, QueueState picture, LeaderTerms terms, GroupResultBuilder outcome, CancellationToken cancellationToken)
    {
        await AdoptStep.RunAsync(store, _cache, terms, outcome).ConfigureAwait(false);
        if (!outcome.IsRefused)
        {
            await ChangeStep.RunAsync(store, _cache, plan, terms, outcome, cancellationToken).ConfigureAwait(false);
        }

        if (!outcome.IsRefused)
        {
            await EnqueueStep.RunAsync(store, _cache, plan, terms, outcome, cancellationToken).ConfigureAwait(false);
        }

        if (!outcome.IsRefused && _cache.HasConfirmation)
        {
            await store.RemoveConfirmationAsync().ConfigureAwait(false);
        }

        IsRetired = !outcome.IsRefused && _cache.IsOver && await IsStillOverAsync(terms).ConfigureAwait(false);
    }

    /// <summary>
    /// Looks again, as something may have come since the observation. Nothing is deleted: a group without its incarnation would look as if it had lost claims.
    /// </summary>
    private async Task<bool> IsStillOverAsync(LeaderTerms terms)
    {
        var seen = await store.ProbeAsync().ConfigureAwait(false);
        return seen.Epoch == terms.Epoch && _cache.Follow(seen) && _cache.IsOver;
    }

    private async Task TryAsync(string what, Func<Task> action)
    {
        try
        {
            await action().ConfigureAwait(false);
            _lookFault = null;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // Whatever it is, it costs no other group.
            _cache.Doubt();
            NeedsReading = false;
            _lookFault = store.Explain(fault, what);
        }
    }
}
