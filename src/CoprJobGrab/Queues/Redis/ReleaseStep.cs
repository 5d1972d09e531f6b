using CoprJobGrab.Model;
using CoprJobGrab.Redis;
using StackExchange.Redis;

namespace CoprJobGrab.Queues.Redis;

/// <summary>Ends claims by marks beside them.</summary>
internal static class ReleaseStep
{
    private const int AtOnce = 1_000;

    public static async Task<int> RunAsync(IDatabase database, QueueKeys keys, IEnumerable<Release> releases, CancellationToken cancellationToken)
    {
        var done = 0;
        foreach (var part in releases.Chunk(AtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var arguments = new List<RedisValue>(1 + (5 * part.Length)) { part.Length };
            foreach (var release in part)
            {
                arguments.Add(TaskIdText.Bytes(release.TaskId));
                arguments.Add(release.Claim is null ? "-" : release.TellsWorker ? release.Claim.Urn.ToString("D") : ClaimText.NameOf(release.Claim));
                arguments.Add(release.Claim?.Attempt ?? 0);
                arguments.Add(release.Reason.ToString());
                arguments.Add(release.OnlyIfItWaits ? "W" : release.TellsWorker ? "L" : "");
            }

            done += (int)await database.ScriptEvaluateAsync(LuaScripts.Release, keys.All, [.. arguments]).ConfigureAwait(false);
        }

        return done;
    }
}
