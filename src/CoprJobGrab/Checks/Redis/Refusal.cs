using StackExchange.Redis;

namespace CoprJobGrab;

/// <summary>Tells a command that is not allowed, and will not be the next time, from one that failed.</summary>
internal static class Refusal
{
    public static bool Is(Exception fault) => fault switch
    {
        RedisServerException => fault.Message.Contains("NOPERM", StringComparison.Ordinal) || fault.Message.Contains("unknown command", StringComparison.OrdinalIgnoreCase),
        // The host's own connection may have the command switched off.
        RedisCommandException => true,
        _ => false,
    };
}
