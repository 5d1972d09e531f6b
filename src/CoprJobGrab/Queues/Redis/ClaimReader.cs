using System.Globalization;
using CoprJobGrab.Queues.Claims;
using StackExchange.Redis;

namespace CoprJobGrab.Queues.Redis;

/// <summary>Reads a group's claims, in parts: half a million of them in one answer would hold Redis, and could come later than the client waits.</summary>
internal static class ClaimReader
{
    private const int AtOnce = 5_000;
    private const int MostTries = 5;

    /// <exception cref="RedisException">The claims changed whenever they were read: another grabber is writing.</exception>
    public static async Task<StoredClaims> ReadAsync(
        IDatabase database, string groupId, QueueKeys keys, CancellationToken cancellationToken)
    {
        int? before = null;
        for (var tries = 1; tries <= MostTries; tries++)
        {
            // The version first: a write in between makes it too old for the claims, and the next observation reads again.
            // A transaction would be refused by a full Redis.
            var version = database.HashGetAsync(keys.Meta, "version");
            var length = database.HashLengthAsync(keys.Claims);
            await Task.WhenAll(version, length).ConfigureAwait(false);
            var (incarnation, claims) = await PartsAsync(database, groupId, keys, cancellationToken).ConfigureAwait(false);
            var found = claims.Count + (incarnation is null ? 0 : 1);
            // Between two parts a Redis may have been restarted, which begins them anew in another order.
            // Foreign fields can have the same id when they are read as text.
            if (found == await length.ConfigureAwait(false) || found == before)
            {
                return new StoredClaims(incarnation, Version(await version.ConfigureAwait(false)), claims);
            }

            before = found;
        }

        throw new RedisException($"the claims changed {MostTries} times while they were read. Another grabber is writing; try again");
    }

    private static async Task<(string? Incarnation, Dictionary<string, Claim> Claims)> PartsAsync(
        IDatabase database, string groupId, QueueKeys keys, CancellationToken cancellationToken)
    {
        string? incarnation = null;
        var claims = new Dictionary<string, Claim>(StringComparer.Ordinal);
        var entries = database.HashScanAsync(keys.Claims, pageSize: AtOnce);
        await foreach (var entry in entries.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var field = (ReadOnlyMemory<byte>)entry.Name;
            if (field.IsEmpty)
            {
                incarnation = entry.Value;
            }
            else
            {
                var taskId = TaskIdText.Read(field.Span);
                claims[taskId] = ClaimText.Read(taskId, groupId, (ReadOnlyMemory<byte>)entry.Value);
            }
        }

        return (incarnation, claims);
    }

    /// <summary>As the scripts read it: what is no whole number of at most 15 digits counts as 0.</summary>
    private static long Version(RedisValue version) =>
        version.Length() <= 15 && long.TryParse((string?)version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
