using StackExchange.Redis;

namespace CoprJobGrab;

/// <summary>What one observation tells of a group, whatever its size.</summary>
/// <param name="Incarnation">Null when there are no claims.</param>
/// <param name="Version">0 when nothing was ever written.</param>
/// <param name="Length">Elements in the list.</param>
/// <param name="Newest">Name of the element that was pushed last; null when the list is empty.</param>
/// <param name="Oldest">Name of the element that is popped next; null when the list is empty.</param>
internal readonly record struct GroupEnds(string? Incarnation, long Version, long Length, Guid? Newest, Guid? Oldest)
{
    public static async Task<GroupEnds> ReadAsync(IDatabase database, QueueKeys keys)
    {
        var reply = (RedisResult[])(await database.ScriptEvaluateAsync(LuaScripts.Observe, keys.All).ConfigureAwait(false))!;
        return new GroupEnds((string?)reply[0], (long)reply[1], (long)reply[2], Name(reply[3]), Name(reply[4]));
    }

    private static Guid? Name(RedisResult reply) => reply.IsNull ? null : Guid.Parse((string)reply!);
}
