using CoprJobGrab.Model;
using CoprJobGrab.Redis;
using CoprJobGrab.Routing;
using StackExchange.Redis;

namespace CoprJobGrab.Checks.Redis;

/// <summary>
/// Compares the builder groups of all grabbers of a name on a Redis: each writes its own into one hash at its start and every five leases, and takes it out
/// at a clean end. An entry that is older than ten leases is from a grabber that is gone.
/// </summary>
/// <param name="connection">The Redis.</param>
/// <param name="groups">This grabber's groups; others in their place are written at once.</param>
/// <param name="lease">See <see cref="LeadershipOptions.Lease"/>.</param>
/// <param name="time">The clock that says when to write again. How old another's map is, Redis's clock says.</param>
/// <param name="name">Whose groups they are; null for grabbers without a name.</param>
internal sealed class GroupMaps(RedisConnection connection, BuilderGroups groups, TimeSpan lease, TimeProvider time, GrabberName? name = null)
    : ISetupCheck, IAsyncDisposable, IDisposable
{
    private const int LeasesUntilWritten = 5;
    private const int LeasesUntilForgotten = 10;

    private readonly string _holder = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid().ToString("N")[..8]}";
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly RedisKey _key = (name ?? GrabberName.None).Key("maps");
    private string _map = "";
    private long? _written;

    public async ValueTask<IReadOnlyList<SetupFinding>> LookAsync(CancellationToken cancellationToken)
    {
        var map = MapOf(groups.All);
        if (map == _map && _written is { } written && time.GetElapsedTime(written) < lease * LeasesUntilWritten)
        {
            return [];
        }

        _map = map;
        var now = time.GetTimestamp();
        try
        {
            var database = await connection.DatabaseAsync(cancellationToken).ConfigureAwait(false);
            var others = (RedisResult[])(
                await database.ScriptEvaluateAsync(
                    LuaScripts.Maps, [_key], [_holder, _map, (long)(lease * LeasesUntilForgotten).TotalMilliseconds]).ConfigureAwait(false))!;
            _written = now;
            return [.. Differing(others)];
        }
        catch (Exception fault) when (Refusal.Is(fault))
        {
            _written = now;
            return [new SetupFinding(SetupFindings.OfUnknownMaps($"{_key}", fault.Message), IsKnown: false)];
        }
        catch (Exception fault) when (RedisFault.Is(fault))
        {
            // The next cycle tries again; that Redis is away, this one tells.
            return [];
        }
    }

    /// <summary>Takes this grabber's groups out: its successor may have others.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_written is null)
        {
            return;
        }

        try
        {
            var database = await connection.DatabaseAsync(CancellationToken.None).ConfigureAwait(false);
            await database.HashDeleteAsync(_key, _holder).ConfigureAwait(false);
        }
        catch (Exception fault) when (RedisFault.Is(fault) || Refusal.Is(fault))
        {
            // It is forgotten by its age.
        }
    }

    /// <summary>Leaves this grabber's groups to be forgotten by their age, for a host that cannot wait.</summary>
    public void Dispose()
    {
    }

    private static string MapOf(IEnumerable<BuilderGroup> groups) => string.Join("; ", groups
        .Select(group => $"{group.Id}={string.Join(',', group.Architectures.Order(StringComparer.Ordinal))}")
        .Order(StringComparer.Ordinal));

    // Many grabbers with one other map are one finding.
    private IEnumerable<SetupFinding> Differing(RedisResult[] others) =>
        from other in others.Select(entry => (RedisResult[])entry!)
        let map = (string)other[1]!
        where map != _map && _told.Add(map)
        select new SetupFinding(SetupFindings.OfMaps(_map, map, (string)other[0]!, TimeSpan.FromMilliseconds((long)other[2]), lease * LeasesUntilForgotten));
}
