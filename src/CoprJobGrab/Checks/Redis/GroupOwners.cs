using CoprJobGrab.Model;
using CoprJobGrab.Queues.Claims;
using CoprJobGrab.Queues.Redis;
using CoprJobGrab.Redis;
using CoprJobGrab.Routing;

namespace CoprJobGrab.Checks.Redis;

/// <summary>
/// Looks whose the groups are that were configured at the start, each until somebody has led it: one of another name is refused.
/// Where two begin at once, both may find it free. Then the store refuses the later one's epoch, and the next look tells.
/// </summary>
internal sealed class GroupOwners(RedisConnection connection, BuilderGroups groups, GrabberName name) : ISetupCheck
{
    private readonly List<string> _free = [.. groups.All.Select(group => group.Id)];

    public async ValueTask<IReadOnlyList<SetupFinding>> LookAsync(CancellationToken cancellationToken)
    {
        var findings = new List<SetupFinding>();
        try
        {
            foreach (var groupId in _free.ToList())
            {
                var key = new QueueKeys(groupId).Meta;
                var database = await connection.DatabaseAsync(cancellationToken).ConfigureAwait(false);
                var fields = await database.HashGetAsync(key, ["owner", "epoch"]).ConfigureAwait(false);
                var owner = $"{fields[0]}";
                var isLed = !Array.TrueForAll(fields, field => field.IsNull);
                if (isLed && _free.Remove(groupId) && owner != name.Options)
                {
                    findings.Add(new SetupFinding(GroupOfOtherException.TextOf(groupId, $"{key}", name, owner), IsFatal: true));
                }
            }
        }
        catch (Exception fault) when (RedisFault.Is(fault))
        {
            // The next cycle looks again; that Redis is away, this one tells.
        }

        return findings;
    }
}
