using System.Net;
using CoprJobGrab.Redis;
using StackExchange.Redis;

namespace CoprJobGrab.Checks.Redis;

/// <summary>Asks each server behind the connection, once, how it evicts, what it keeps on disk, and what version it is.</summary>
internal sealed class RedisSetup(RedisConnection connection) : ISetupCheck
{
    private readonly HashSet<EndPoint> _known = [];

    public async ValueTask<IReadOnlyList<SetupFinding>> LookAsync(CancellationToken cancellationToken)
    {
        var findings = new List<SetupFinding>();
        try
        {
            var database = await connection.DatabaseAsync(cancellationToken).ConfigureAwait(false);
            foreach (var server in database.Multiplexer.GetServers().Where(server => server.IsConnected
                && server.ServerType != ServerType.Sentinel
                && !_known.Contains(server.EndPoint)))
            {
                findings.AddRange(await LookAtAsync(server).ConfigureAwait(false));
                _known.Add(server.EndPoint);
            }
        }
        catch (Exception fault) when (RedisFault.Is(fault))
        {
            // The next cycle asks again; that Redis is away, this one tells.
        }

        return findings;
    }

    private static async Task<IEnumerable<SetupFinding>> LookAtAsync(IServer server)
    {
        var where = RedisConnection.Describe(server.EndPoint);
        try
        {
            var facts = RedisFacts.Read(where, await InfoAsync(server).ConfigureAwait(false));
            if (facts.AppendsOnly == false)
            {
                facts = facts with { Save = await SaveAsync(server).ConfigureAwait(false) };
            }

            return SetupFindings.OfRedis(facts).Select(text => new SetupFinding(text));
        }
        catch (Exception fault) when (Refusal.Is(fault))
        {
            return [new SetupFinding(SetupFindings.OfUnknown(where, fault.Message), IsKnown: false)];
        }
    }

    private static async Task<string> InfoAsync(IServer server)
    {
        try
        {
            return (string?)await server.ExecuteAsync("INFO").ConfigureAwait(false) ?? "";
        }
        catch (RedisCommandException)
        {
            // A connection of the host's own, without AllowAdmin, lets no command of an administrator through; what a script asks is no affair of the client.
            return (string?)await server.ExecuteAsync("EVAL", "return redis.call('INFO')", "0").ConfigureAwait(false) ?? "";
        }
    }

    private static async Task<string?> SaveAsync(IServer server)
    {
        try
        {
            return (RedisResult[]?)await server.ExecuteAsync("CONFIG", "GET", "save").ConfigureAwait(false) is [_, var save] ? (string?)save : null;
        }
        catch (Exception fault) when (Refusal.Is(fault))
        {
            return null;
        }
    }
}
