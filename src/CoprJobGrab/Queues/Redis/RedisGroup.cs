using CoprJobGrab.Model;
using CoprJobGrab.Redis;
using StackExchange.Redis;

namespace CoprJobGrab.Queues.Redis;

/// <summary>One builder group's queue on Redis.</summary>
internal sealed class RedisGroup(string groupId, bool isConfigured, RedisConnection connection, ClaimTable claims, TimeProvider timeProvider)
{
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromMinutes(10);

    private readonly QueueKeys _keys = new(groupId);
    private readonly GroupCache _mirror = new(groupId, isConfigured, claims);
    private readonly ClockWatch _clock = new(timeProvider);
    private GroupProbe? _seen;
    private BuildQueueException? _lookFault, _stampFault;
    private string? _proposed;
    private long _readAt;
    private bool _isRead;
    private long _ledWith;

    /// <summary>Why the group could not be observed the last time, or does not know of this lead; null when all is well.</summary>
    public BuildQueueException? Fault => _lookFault ?? _stampFault;

    public GroupState State => _mirror.State with
    {
        IsLed = Fault is not null || Epoch != 0,
        IsUnsettled = _mirror.OrphanRepair is not null || Fault is not null,
        IsUnread = _lookFault is not null && !_isRead,
        Fault = Fault?.Message,
        IsOlder = _mirror.IsOlder,
        LaterMark = _seen?.LaterMark,
        Jump = _clock.Jump,
    };

    /// <summary>Whether the group is a configured one, which may change between two cycles.</summary>
    public bool IsConfigured
    {
        set
        {
            _mirror.IsConfigured = value;
            IsRetired &= !value;
        }
    }

    /// <summary>The epoch that the group holds, as observed.</summary>
    public long Epoch => _seen?.Epoch ?? 0;

    /// <summary>True when there is something to write, whatever the plan says.</summary>
    public bool NeedsRepair => !IsRetired && (_mirror.OrphanRepair is not null || _mirror.IsOver || _mirror.HasConfirmation);

    /// <summary>True when the group is forgotten.</summary>
    public bool IsRetired { get; private set; }

    /// <summary>True after <see cref="LookAsync"/> when what was seen needs the whole group to be read.</summary>
    public bool NeedsReading { get; private set; } = true;

    /// <summary>Writes a new leader's epoch. Answers the one that the group holds then.</summary>
    public Task<long> LeadAsync(IDatabase database, long epoch)
    {
        _mirror.Doubt();
        // Others may have led since it was read.
        _isRead &= _ledWith == epoch;
        _ledWith = epoch;
        // What an earlier look met is not what this lead meets, and the next look is to tell.
        _lookFault = null;
        return StampAsync(database);
    }

    /// <summary>The store may have gone back to an older picture.</summary>
    public void WentBack() => _mirror.WentBack();

    /// <summary>Looks at what tells whether the group has changed.</summary>
    /// <param name="database">The database.</param>
    /// <param name="leads">True to write the epoch too, when that has failed so far: a server that can be read may refuse every write.</param>
    public Task LookAsync(IDatabase database, bool leads) => TryAsync("Observing", async () =>
    {
        if (leads && _stampFault is not null)
        {
            await StampAsync(database).ConfigureAwait(false);
        }

        _seen = await GroupProbe.ReadAsync(database, _keys).ConfigureAwait(false);
        _clock.See(_seen.Time);
        if (_seen.Incarnation is not null)
        {
            _proposed = null;
        }

        NeedsReading = !_mirror.Follow(_seen) || timeProvider.GetElapsedTime(_readAt) >= ReadAgainAfter;
    });

    public Task ReadAsync(IDatabase database, CancellationToken cancellationToken) => TryAsync("Reading", async () =>
    {
        _mirror.Load(await GroupReader.ReadAsync(database, groupId, _keys, cancellationToken).ConfigureAwait(false), _seen!);
        _readAt = timeProvider.GetTimestamp();
        (NeedsReading, _isRead) = (false, true);
    });

    public void LeaveToOthers() => _mirror.LeaveToOthers();

    public async Task<GroupResult> ApplyAsync(IDatabase database, GroupPlan plan, QueueState picture, long epoch, CancellationToken cancellationToken)
    {
        var outcome = new GroupResultBuilder(groupId);
        if (Fault is not null)
        {
            return outcome.Result(Fault);
        }

        try
        {
            await WriteAsync(database, plan, picture, Terms(picture, epoch), outcome, cancellationToken).ConfigureAwait(false);
            if (outcome.FencedBy is not null)
            {
                _mirror.Doubt();
            }

            return outcome.Result();
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            _mirror.Doubt();
            return outcome.Result(Explain(fault, "Writing"));
        }
    }

    public QueuePlace? PlaceOf(Guid urn) => _mirror.PlaceOf(urn, $"{_keys.List}");

    public Task<int> ReleaseAsync(IDatabase database, IEnumerable<Release> releases, CancellationToken cancellationToken) =>
        ExplainedAsync("Releasing claims of", () => ReleaseStep.RunAsync(database, _keys, releases, cancellationToken));

    private async Task<long> StampAsync(IDatabase database)
    {
        try
        {
            var held = (long)await database.ScriptEvaluateAsync(LuaScripts.Stamp, _keys.All, [_ledWith]).ConfigureAwait(false);
            _stampFault = null;
            return held;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // Whatever it is, it costs no other group.
            _stampFault = Explain(fault, "Leading");
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

    private async Task WriteAsync(IDatabase database, GroupPlan plan, QueueState picture, LeaderTerms terms, GroupResultBuilder outcome, CancellationToken cancellationToken)
    {
        await AdoptStep.RunAsync(database, _keys, _mirror, terms, outcome).ConfigureAwait(false);
        if (!outcome.IsRefused)
        {
            await ChangeStep.RunAsync(database, _keys, _mirror, plan, terms, outcome, cancellationToken).ConfigureAwait(false);
        }

        if (!outcome.IsRefused)
        {
            await EnqueueStep.RunAsync(database, _keys, _mirror, plan, terms, outcome, cancellationToken).ConfigureAwait(false);
        }

        if (!outcome.IsRefused && _mirror.HasConfirmation)
        {
            await database.HashDeleteAsync(_keys.Marks, GroupProbe.ConfirmationField).ConfigureAwait(false);
        }

        if (!outcome.IsRefused && _mirror.IsOver)
        {
            var reply = (RedisResult[])(await database.ScriptEvaluateAsync(LuaScripts.Retire, _keys.All, [.. terms.List()]).ConfigureAwait(false))!;
            IsRetired = !LeaderTerms.Refuse(reply, outcome) && (int)reply[1] == 1;
        }
    }

    private async Task<T> ExplainedAsync<T>(string what, Func<Task<T>> action)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (Exception fault) when (RedisFault.Is(fault))
        {
            throw Explain(fault, what);
        }
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
            _mirror.Doubt();
            NeedsReading = false;
            _lookFault = Explain(fault, what);
        }
    }

    private BuildQueueException Explain(Exception fault, string what) =>
        RedisFault.Explain(fault, $"{what} builder group '{groupId}' (keys {_keys.List}, {_keys.Claims}, {_keys.Meta}, {_keys.Marks})", connection);
}
