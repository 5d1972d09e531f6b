using StackExchange.Redis;

namespace CoprJobGrab;

/// <summary>One builder group's queue on Redis.</summary>
internal sealed class RedisGroup(string groupId, RedisConnection connection, ClaimTable claims, TimeProvider timeProvider)
{
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromMinutes(10);

    private readonly QueueKeys _keys = new(groupId);
    private readonly GroupMirror _mirror = new(groupId, claims);
    private string? _proposed;
    private long _readAt;

    /// <summary>Why the group could not be observed the last time; null when it could.</summary>
    public BuildQueueException? Fault { get; private set; }

    public GroupState State => _mirror.State;

    public bool HasAdoption => _mirror.Adoption is not null;

    /// <summary>True after <see cref="LookAsync"/> when what was seen needs the whole group to be read.</summary>
    public bool NeedsReading { get; private set; } = true;

    public Task LookAsync(IDatabase database) => TryAsync("Observing", async () =>
    {
        var seen = await GroupEnds.ReadAsync(database, _keys).ConfigureAwait(false);
        if (seen.Incarnation is not null)
        {
            _proposed = null;
        }

        NeedsReading = !_mirror.Follow(seen) || timeProvider.GetElapsedTime(_readAt) >= ReadAgainAfter;
    });

    public Task ReadAsync(IDatabase database, CancellationToken cancellationToken) => TryAsync("Reading", async () =>
    {
        _mirror.Load(await GroupReader.ReadAsync(database, groupId, _keys, cancellationToken).ConfigureAwait(false));
        _readAt = timeProvider.GetTimestamp();
        NeedsReading = false;
    });

    public async Task<GroupResult> ApplyAsync(IDatabase database, GroupPlan plan, QueueState picture, CancellationToken cancellationToken)
    {
        var outcome = new GroupOutcome(groupId);
        if (Fault is not null)
        {
            return outcome.Result(Fault);
        }

        var observed = picture.Groups.TryGetValue(groupId, out var state) ? state.Incarnation : null;
        // Kept until an observation has found claims: a write whose answer was lost may have begun them, and is said again with the same value.
        _proposed ??= Guid.NewGuid().ToString("N");
        var incarnation = new ExpectedIncarnation(observed, observed ?? _proposed);
        try
        {
            await AdoptStep.RunAsync(database, _keys, _mirror, incarnation, outcome).ConfigureAwait(false);
            if (!outcome.Stale && plan.Withdraw.Count > 0)
            {
                await WithdrawStep.RunAsync(database, _keys, _mirror, plan, incarnation, outcome, cancellationToken).ConfigureAwait(false);
            }

            if (!outcome.Stale)
            {
                await EnqueueStep.RunAsync(database, _keys, _mirror, plan, incarnation, outcome, cancellationToken).ConfigureAwait(false);
            }

            return outcome.Result();
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            _mirror.Doubt();
            return outcome.Result(Explain(fault, "Writing"));
        }
    }

    private async Task TryAsync(string what, Func<Task> action)
    {
        try
        {
            await action().ConfigureAwait(false);
            Fault = null;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // Whatever it is, it costs no other group.
            _mirror.Doubt();
            NeedsReading = false;
            Fault = Explain(fault, what);
        }
    }

    private BuildQueueException Explain(Exception fault, string what) =>
        RedisFault.Explain(fault, $"{what} builder group '{groupId}' (keys {_keys.List}, {_keys.Claims}, {_keys.Meta})", connection);
}
