using CoprJobGrab.Model;
using CoprJobGrab.Redis;
using StackExchange.Redis;

namespace CoprJobGrab.Leadership.Redis;

/// <summary>
/// The lease on the lead, one for all groups of a name: a hash with <c>holder</c> (see <see cref="LocalProcesses"/>), <c>epoch</c>,
/// <c>until</c> (when the lease ends),
/// <c>lease</c> (how long it was taken for), <c>limit</c>
/// (how long an action of the holder may run), <c>clean</c> (1 when it was given up with nothing left running, 2 when with something, else 0),
/// <c>actions</c> (from when a holder that reads no notes may start actions), <c>notes</c> (the epoch of the holder that notes what it begins),
/// <c>unnoted</c> (from when such a holder may start actions), <c>action:…</c> for each begun action (<see cref="NoteText"/>),
/// <c>renewals</c> (how often a lead was taken or renewed, by which an older picture of the same lead is known), <c>rules</c> (what the holder decides by,
/// for others to compare),
/// <c>status</c> (its last successful poll, see <see cref="PollText"/>), <c>since</c> (an epoch, and when that lead was taken) and
/// <c>format</c> (the form of everything that grabbers store there; 1 without it). Times are milliseconds of Redis's own clock.
/// The key stays when the lease ends: its epoch must not be given again.
/// </summary>
internal sealed class LeaseKey(RedisConnection connection, string holder, TimeProvider time, GrabberName? name = null)
{
    /// <summary>The key of the grabber without a name.</summary>
    public static readonly RedisKey Name = KeyOf(GrabberName.None);

    private const int Format = 1;

    private static readonly long MostMilliseconds = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private readonly RedisKey _key = KeyOf(name ?? GrabberName.None);

    /// <summary>Renews the lead of an epoch, or takes the lead.</summary>
    /// <param name="epoch">The epoch of the lead that this holder has; 0 for none.</param>
    /// <param name="above">A new epoch is above this one.</param>
    /// <param name="mayTake">False to renew only.</param>
    /// <param name="seen">The newest lead that this holder has seen in the key.</param>
    /// <param name="lease">How long the lead lasts from now.</param>
    /// <param name="actionLimit">How long an action may run that is started under it.</param>
    /// <param name="gone">A lead whose process is gone, so that its lease need not run out; null for none.</param>
    /// <param name="own">The actions that this holder runs: for each its id, how many milliseconds it may still run, and its note.</param>
    /// <param name="cancellationToken">Ends the wait for a connection.</param>
    /// <exception cref="BuildQueueException">Redis could not be asked, or a later version has stored what this one cannot read.</exception>
    public async ValueTask<LeaseAnswer> LeadAsync(
        long epoch,
        long above,
        bool mayTake,
        SeenLead seen,
        TimeSpan lease,
        TimeSpan actionLimit,
        LeaseAnswer.Held? gone,
        IEnumerable<RedisValue> own,
        CancellationToken cancellationToken)
    {
        var reply = (RedisResult[])(await RunAsync(
            LuaScripts.Lead,
            [
                holder, epoch, Milliseconds(lease), Milliseconds(actionLimit), above, mayTake ? 1 : 0, seen.Epoch, seen.Renewals, seen.MayTakeLost ? 1 : 0,
                gone?.Holder ?? "", gone?.Epoch ?? RedisValue.EmptyString, seen.SinceItLasted is { } since ? Milliseconds(since) : RedisValue.EmptyString,
                .. own,
            ],
            "Taking the lead",
            cancellationToken).ConfigureAwait(false))!;
        return (string?)reply[0] switch
        {
            "renewed" => new LeaseAnswer.Renewed((long)reply[1], (long)reply[2], NotesIn(reply, 3)),
            "newer" => throw new BuildQueueException(
                $"What the grabbers store on this Redis is in format {reply[1]}, by a later version of the grabber, and this one reads format 1 (key {_key}, "
                    + "field format). "
                + "It does not lead, and changes nothing. Upgrade it; docs/operations.md has the way back to an earlier version."),
            "taken" => new LeaseAnswer.Taken((long)reply[1], (long)reply[2], TimeSpan.FromMilliseconds((long)reply[3]), (int)reply[4] == 1, NotesIn(reply, 5)),
            "lost" => new LeaseAnswer.Lost(),
            _ => new LeaseAnswer.Held((long)reply[1], (long)reply[3], TimeSpan.FromMilliseconds((long)reply[2]), (string)reply[4]!),
        };
    }

    /// <summary>Ends the lead of an epoch: it is clean when nothing that was begun under it still runs.</summary>
    /// <returns>False when the lead was another's already.</returns>
    /// <exception cref="BuildQueueException">Redis could not be asked.</exception>
    public async ValueTask<bool> LeaveAsync(long epoch, SeenLead seen, bool isClean, CancellationToken cancellationToken) =>
        (bool)await RunAsync(LuaScripts.Leave, [holder, epoch, isClean ? 1 : 0, seen.Renewals], "Giving the lead up", cancellationToken).ConfigureAwait(false);

    /// <summary>Keeps the rules of the lead of an epoch, unless the lead is another's by now.</summary>
    public async ValueTask TellAsync(long epoch, IReadOnlyDictionary<string, string> rules, CancellationToken cancellationToken) =>
        await RunAsync(LuaScripts.Tell, [holder, epoch, "rules", RulesText.Write(epoch, rules)], "Keeping the leader's rules", cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Keeps the last successful poll of the lead of an epoch, unless the lead is another's by now.</summary>
    public async ValueTask TellAsync(ToldPoll poll, CancellationToken cancellationToken) =>
        await RunAsync(LuaScripts.Tell, [holder, poll.Epoch, "status", PollText.Write(poll)], "Telling of the last poll", cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Reads the last lead, whoever has it, and what its grabber told.</summary>
    public async ValueTask<ToldLead> ReadToldAsync(CancellationToken cancellationToken)
    {
        var reply = (RedisResult[])(await RunAsync(LuaScripts.Told, [], "Reading who leads", cancellationToken).ConfigureAwait(false))!;
        var fields = (RedisValue[])reply[1]!;
        var (epoch, until) = (Number(fields[0]), Number(fields[1]));
        var rules = fields[2].IsNull ? null : RulesText.Read(epoch, (byte[])fields[2]!);
        var (poll, unknown) = Number(fields[6]) > Format
            ? (null, $"what the grabbers store on this Redis is in format {fields[6]}, by a later version, and this one reads format {Format}")
            : PollText.Read(epoch, (byte[]?)fields[5]);
        var last = new LastLead(epoch, DateTimeOffset.FromUnixTimeMilliseconds(until), rules);
        return new ToldLead(DateTimeOffset.FromUnixTimeMilliseconds((long)reply[0]), last, $"{fields[3]}")
        {
            Since = $"{fields[4]}".Split(' ') is [var of, var since] && Number(of) == epoch ? DateTimeOffset.FromUnixTimeMilliseconds(Number(since)) : null,
            Poll = poll,
            Unknown = unknown,
        };
    }

    private static long Number(RedisValue value) =>
        value.TryParse(out long number) && number >= 0 && number <= MostMilliseconds ? number : 0;

    /// <summary>Notes an action before it begins; false when it must not.</summary>
    public async ValueTask<bool> NoteAsync(long epoch, long actionId, TimeSpan limit, string note, CancellationToken cancellationToken) =>
        (bool)await RunAsync(LuaScripts.Note, [holder, epoch, actionId, Milliseconds(limit), note], $"Noting that action {actionId} begins", cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Removes notes: whoever's in a lead of this holder that lasts, its own with epoch 0.</summary>
    public async ValueTask UnnoteAsync(long epoch, IEnumerable<long> actionIds, CancellationToken cancellationToken) =>
        await RunAsync(LuaScripts.Unnote, [holder, epoch, .. actionIds.Select(id => (RedisValue)id)], "Noting that an action has ended", cancellationToken)
            .ConfigureAwait(false);

    /// <summary>The actions that are noted, and when a leader starts those that nobody has noted.</summary>
    public async ValueTask<(IReadOnlyList<NotedAction> Actions, DateTimeOffset StartsFrom)> BegunAsync(CancellationToken cancellationToken)
    {
        var reply = (RedisResult[])(await RunAsync(LuaScripts.Begun, [], "Reading which actions were begun", cancellationToken).ConfigureAwait(false))!;
        return (NotesIn(reply, 1), time.GetUtcNow() + TimeSpan.FromMilliseconds((long)reply[0]));
    }

    /// <summary>Removes a note for an operator: 1, 0 when there is none, -1 when the one that leads runs the action.</summary>
    public async ValueTask<int> DisownAsync(long actionId, CancellationToken cancellationToken) =>
        (int)await RunAsync(LuaScripts.Disown, [actionId], $"Releasing action {actionId}", cancellationToken).ConfigureAwait(false);

    private IReadOnlyList<NotedAction> NotesIn(RedisResult[] reply, int first) => NoteText.ReadAll(reply, first, time.GetUtcNow());

    private Task<RedisResult> RunAsync(string script, RedisValue[] arguments, string attempt, CancellationToken cancellationToken) =>
        connection.AskAsync($"{attempt} (key {_key})", database => database.ScriptEvaluateAsync(script, [_key], arguments), cancellationToken);

    private static RedisKey KeyOf(GrabberName name) => name.Key("leader");

    private static long Milliseconds(TimeSpan span) => (long)Math.Ceiling(span.TotalMilliseconds);
}
