using System.Buffers;
using StackExchange.Redis;

namespace CoprJobGrab;

/// <summary>Writes the claims of elements that were found without one, and removes doubled elements. One call, all or nothing.</summary>
internal static class AdoptStep
{
    public static async Task RunAsync(IDatabase database, QueueKeys keys, GroupMirror mirror, ExpectedIncarnation incarnation, GroupOutcome outcome)
    {
        if (mirror.Adoption is not { } adoption)
        {
            return;
        }

        var reply = (RedisResult[])(await database.ScriptEvaluateAsync(LuaScripts.Adopt, keys.All, Arguments(adoption, incarnation.Current)).ConfigureAwait(false))!;
        if ((int)reply[0] == 0)
        {
            mirror.Doubt();
            outcome.Stale = true;
            return;
        }

        mirror.Adopted(incarnation.Current, (long)reply[1]);
    }

    private static RedisValue[] Arguments(Adoption adoption, string incarnation)
    {
        List<RedisValue> arguments = [adoption.Incarnation ?? "", incarnation, adoption.Version, adoption.Claims.Count];
        using var text = new ClaimText();
        foreach (var claim in adoption.Claims)
        {
            var taskId = new ArrayBufferWriter<byte>();
            TaskIdText.Write(claim.TaskId, taskId);
            var stored = new ArrayBufferWriter<byte>();
            text.Write(claim, stored);
            arguments.Add(taskId.WrittenMemory);
            arguments.Add(stored.WrittenMemory);
        }

        foreach (var (digest, count) in adoption.Surplus)
        {
            arguments.Add(digest);
            arguments.Add(count);
        }

        return [.. arguments];
    }
}
