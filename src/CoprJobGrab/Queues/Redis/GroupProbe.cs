using CoprJobGrab.Model;
using CoprJobGrab.Redis;
using StackExchange.Redis;

namespace CoprJobGrab.Queues.Redis;

/// <summary>What one observation tells of a group, whatever its size.</summary>
/// <param name="Incarnation">Null when there are no claims.</param>
/// <param name="Version">0 when nothing was ever written.</param>
/// <param name="Length">Elements in the list.</param>
/// <param name="Newest">Name of the element that was pushed last; null when the list is empty.</param>
/// <param name="Oldest">Name of the element that is popped next; null when the list is empty.</param>
/// <param name="Epoch">Of the leader that the group obeys; 0 when it never had one.</param>
/// <param name="Time">By the clock of the group's server.</param>
/// <param name="Marks">By task id.</param>
/// <param name="HasConfirmation">An operator has told a leader of an earlier version that absent tasks are gone.</param>
internal sealed record GroupProbe(
    string? Incarnation, long Version, long Length, Guid? Newest, Guid? Oldest, long Epoch, DateTimeOffset Time, IReadOnlyDictionary<string, ClaimMark> Marks, bool HasConfirmation)
{
    /// <summary>The field of that word, among the marks; no task has an empty id.</summary>
    public static readonly RedisValue ConfirmationField = "";

    /// <summary>A mark that this version does not know, as <c>task: text</c>; null for none.</summary>
    public string? LaterMark => Marks.FirstOrDefault(mark => mark.Value.IsOfLaterVersion) is { Value: { } later } found ? $"{found.Key}: {later.Text}" : null;

    public static async Task<GroupProbe> ReadAsync(IDatabase database, QueueKeys keys)
    {
        var reply = (RedisResult[])(await database.ScriptEvaluateAsync(LuaScripts.Observe, keys.All).ConfigureAwait(false))!;
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
            (string?)reply[0], (long)reply[1], (long)reply[2], Name(reply[3]), Name(reply[4]), (long)reply[5], DateTimeOffset.FromUnixTimeMilliseconds((long)reply[6]), marks, confirmed);
    }

    private static Guid? Name(RedisResult reply) => reply.IsNull ? null : Guid.Parse((string)reply!);
}
