using StackExchange.Redis;

namespace CoprJobGrab.Queues.Redis;

/// <summary>What a write of the leader must find in a group, see <c>leader.lua</c>.</summary>
/// <param name="Epoch">Its own; 0 for a grabber that never led.</param>
/// <param name="Observed">The incarnation of the claims as observed; null when there were none.</param>
/// <param name="Current">Their incarnation after the write: the observed one, or else the one that the first write begins.</param>
/// <param name="Version">Of the claims as observed, or a later one.</param>
internal readonly record struct LeaderTerms(long Epoch, string? Observed, string Current, long Version)
{
    public const int Count = 4;

    public void Fill(Span<RedisValue> arguments) => (arguments[0], arguments[1], arguments[2], arguments[3]) = (Epoch, Observed ?? "", Current, Version);

    public List<RedisValue> List()
    {
        var arguments = new RedisValue[Count];
        Fill(arguments);
        return [.. arguments];
    }

    /// <summary>True when the write was refused; the outcome tells why.</summary>
    public static bool Refuse(RedisResult[] reply, GroupResultBuilder outcome)
    {
        switch ((int)reply[0])
        {
            case 0:
                outcome.Stale = true;
                return true;
            case 2:
                outcome.FencedBy = (long)reply[1];
                return true;
            default:
                return false;
        }
    }
}
