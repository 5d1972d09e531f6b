using StackExchange.Redis;

namespace CoprJobGrab.Checks.Redis;

/// <summary>Tells a command that is not allowed, and will not be the next time, from one that failed.</summary>
internal static class Refusal
{
    // The last two are those of a script, which has no code of its own for it.
    private static readonly string[] Words = ["NOPERM", "unknown command", "ACL failure in script", "can't run this command"];

    public static bool Is(Exception fault) => fault switch
    {
        RedisServerException => Array.Exists(Words, word => fault.Message.Contains(word, StringComparison.OrdinalIgnoreCase)),
        // The host's own connection may have the command switched off.
        RedisCommandException => true,
        _ => false,
    };
}
