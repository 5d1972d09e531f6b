using CoprJobGrab.Model;
using CoprJobGrab.Queues.Claims;
using CoprJobGrab.Redis;
using StackExchange.Redis;

namespace CoprJobGrab.Queues.Redis;

/// <summary>One builder group on Redis: a script for each step. Lists and claims are read in parts, so that no call holds Redis for long.</summary>
internal sealed class RedisGroupStore(string groupId, RedisConnection connection, GrabberName? name = null) : IGroupStore
{
    private const int NamesAtOnce = 2_000;
    private const int ElementsAtOnce = 500;
    private const int ReportsAtOnce = 100;

    /// <summary>The field of an operator's word among the marks; no task has an empty id.</summary>
    private static readonly RedisValue ConfirmationField = "";

    private readonly QueueKeys _keys = new(groupId);
    private readonly GrabberName _name = name ?? GrabberName.None;

    public string List => $"{_keys.List}";

    public async Task<long> StampAsync(long epoch)
    {
        var reply = await EvaluateAsync(LuaScripts.Stamp, epoch, _name.Options).ConfigureAwait(false);
        return reply.Resp2Type == ResultType.Integer ? (long)reply : throw new GroupOfOtherException(groupId, $"{_keys.Meta}", _name, $"{reply}");
    }

    public async Task<GroupProbe> ProbeAsync() => ScriptReply.Probe(await EvaluateAsync(LuaScripts.Observe).ConfigureAwait(false));

    public Task<List<Guid>> NamesAsync(CancellationToken cancellationToken) => ListParts.ReadAsync(
        NamesAtOnce,
        async (from, count) => Array.ConvertAll(
            await PartAsync(from, count, withElements: false).ConfigureAwait(false), static name => Guid.Parse((string)name!)),
        static name => name,
        cancellationToken);

    public Task<List<(Guid Name, ReadOnlyMemory<byte> Element)>> ElementsAsync(CancellationToken cancellationToken) => ListParts.ReadAsync(
        ElementsAtOnce,
        async (from, count) => (await PartAsync(from, count, withElements: true).ConfigureAwait(false)).Chunk(2)
            .Select(static one => (Name: Guid.Parse((string)one[0]!), Element: (ReadOnlyMemory<byte>)(RedisValue)one[1])).ToArray(),
        static one => one.Name,
        cancellationToken);

    public async Task<StoredClaims> ClaimsAsync(CancellationToken cancellationToken) =>
        await ClaimReader.ReadAsync(await DatabaseAsync().ConfigureAwait(false), groupId, _keys, cancellationToken).ConfigureAwait(false);

    public async Task<WriteAnswer> AdoptAsync(OrphanRepair repair, LeaderTerms terms) =>
        ScriptReply.Of(await EvaluateAsync(LuaScripts.Adopt, ScriptArguments.Of(repair, terms)).ConfigureAwait(false));

    public async Task<WriteAnswer> ChangeAsync(IReadOnlyList<ClaimChange> changes, SeenList seen, LeaderTerms terms) =>
        ScriptReply.Of(await EvaluateAsync(LuaScripts.Change, ScriptArguments.Of(changes, seen, terms)).ConfigureAwait(false));

    public async Task EnqueueAsync(
        IReadOnlyList<EnqueuedTask> tasks, DateTimeOffset now, LeaderTerms terms, Action<EnqueuedBatch> written, CancellationToken cancellationToken) =>
        await EnqueueWindow.RunAsync(
            await DatabaseAsync().ConfigureAwait(false), groupId, _keys, tasks, now, terms, written, cancellationToken).ConfigureAwait(false);

    public async Task RemoveConfirmationAsync() =>
        await (await DatabaseAsync().ConfigureAwait(false)).HashDeleteAsync(_keys.Marks, ConfirmationField).ConfigureAwait(false);

    public async Task<int> CommandAsync(IReadOnlyList<ClaimCommand> commands, SeenList seen) =>
        (int)await EvaluateAsync(LuaScripts.Release, ScriptArguments.Of(commands, seen)).ConfigureAwait(false);

    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>> OldestAsync(int most)
    {
        var elements = await (await DatabaseAsync().ConfigureAwait(false)).ListRangeAsync(_keys.List, -Math.Min(most, ElementsAtOnce)).ConfigureAwait(false);
        Array.Reverse(elements);
        return Array.ConvertAll(elements, static element => (ReadOnlyMemory<byte>)element);
    }

    public async Task<(int Popped, IReadOnlyList<TakenBuild> Taken)> TakeAsync(
        IReadOnlyList<(WaitingElement? Build, ReadOnlyMemory<byte> Element)> oldest, TimeSpan lease)
    {
        var reply = await EvaluateAsync(LuaScripts.Take, WorkerArguments.Take(oldest, lease)).ConfigureAwait(false);
        return WorkerReply.Taken(reply, groupId, oldest);
    }

    public async Task<IReadOnlyList<TakenBuild?>> RenewAsync(IReadOnlyList<TakenBuild> builds, TimeSpan lease) =>
        WorkerReply.Renewed(await EvaluateAsync(LuaScripts.Renew, WorkerArguments.Renew(builds, lease)).ConfigureAwait(false), builds);

    public async Task<IReadOnlyList<TakenBuild?>> EndAsync(IReadOnlyList<EndedBuild> builds, string teller, TimeSpan lease) =>
        WorkerReply.Ended(await EvaluateAsync(LuaScripts.End, WorkerArguments.End(builds, teller, lease)).ConfigureAwait(false), builds, teller);

    public async Task<IReadOnlyList<EndedBuild>> UntoldAsync(string teller, TimeSpan lease) => WorkerReply.Untold(
        await EvaluateAsync(LuaScripts.Untold, teller, (long)lease.TotalMilliseconds, ReportsAtOnce).ConfigureAwait(false), groupId, teller);

    public async Task<IReadOnlyList<bool>> FinishAsync(IReadOnlyList<(TakenBuild Build, ReleaseWords Release)> builds) =>
        Array.ConvertAll((int[])(await EvaluateAsync(LuaScripts.Finish, WorkerArguments.Finish(builds)).ConfigureAwait(false))!, static done => done == 1);

    public BuildQueueException Explain(Exception fault, string what) =>
        RedisFault.Explain(fault, $"{what} builder group '{groupId}' (keys {string.Join(", ", _keys.All)})", connection);

    private ValueTask<IDatabase> DatabaseAsync() => connection.DatabaseAsync(CancellationToken.None);

    private async Task<RedisResult> EvaluateAsync(string script, params RedisValue[] arguments) =>
        await (await DatabaseAsync().ConfigureAwait(false)).ScriptEvaluateAsync(script, _keys.All, arguments).ConfigureAwait(false);

    private async Task<RedisResult[]> PartAsync(int from, int count, bool withElements) =>
        (RedisResult[])(await (await DatabaseAsync().ConfigureAwait(false))
            .ScriptEvaluateAsync(LuaScripts.Elements, [_keys.List], [from, from + count - 1, withElements ? 1 : 0]).ConfigureAwait(false))!;
}
