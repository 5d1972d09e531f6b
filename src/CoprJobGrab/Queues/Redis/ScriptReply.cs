using CoprJobGrab.Model;
using CoprJobGrab.Queues.Claims;
using StackExchange.Redis;

namespace CoprJobGrab.Queues.Redis;

/// <summary>Reads what scripts answer.</summary>
internal static class ScriptReply
{
    /// <summary>The answer to a write of the leader, see <c>leader.lua</c>.</summary>
    public static WriteAnswer Of(RedisResult result)
    {
        var reply = (RedisResult[])result!;
        return (int)reply[0] switch
        {
            0 => WriteAnswer.Stale,
            2 => WriteAnswer.Fenced((long)reply[1]),
            _ => new WriteAnswer((long)reply[1], reply.Length == 2 ? [] : Array.ConvertAll(reply[2..], detail => (int)detail)),
        };
    }

    /// <summary>See <c>observe.lua</c>.</summary>
    public static GroupProbe Probe(RedisResult result)
    {
        var reply = (RedisResult[])result!;
        var marks = new Dictionary<string, ClaimMark>(StringComparer.Ordinal);
        var confirmed = false;
        var entries = (RedisValue[])reply[7]!;
        for (var at = 0; at < entries.Length; at += 2)
        {
            var field = (ReadOnlyMemory<byte>)entries[at];
            if (field.IsEmpty)
            {
                confirmed = true;
            }
            else
            {
                marks[TaskIdText.Read(field.Span)] = ClaimMark.Read((string)entries[at + 1]!);
            }
        }

        return new GroupProbe(
            (string?)reply[0], (long)reply[1], (long)reply[2], Name(reply[3]), Name(reply[4]), (long)reply[5], Moment(reply[6]), marks)
        {
            HasConfirmation = confirmed,
        };
    }

    public static string? Incarnation(RedisResult reply) => (string?)reply is { Length: > 0 } incarnation ? incarnation : null;

    public static DateTimeOffset Moment(RedisResult reply) => DateTimeOffset.FromUnixTimeMilliseconds((long)reply);

    private static Guid? Name(RedisResult reply) => reply.IsNull ? null : Guid.Parse((string)reply!);
}
