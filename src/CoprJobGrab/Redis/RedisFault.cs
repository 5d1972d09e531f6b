using StackExchange.Redis;

namespace CoprJobGrab.Redis;

/// <summary>Turns what Redis and its client throw into one exception that says what happened, where, and what to do.</summary>
internal static class RedisFault
{
    private const string Refused = "Redis refuses the user name or password. Set Redis:Password to the right one";

    private static readonly (string Code, string Advice)[] ServerFaults =
    [
        ("OOM", "Redis is at its maxmemory and takes no more. Raise maxmemory, let workers empty the queues, or remove other data"),
        ("READONLY", "this server is a read-only replica. Point the configuration at the primary"),
        ("LOADING", "Redis is still loading its data. It answers when it is done"),
        ("MASTERDOWN", "this replica has lost its primary. Point the configuration at the primary"),
        ("CLUSTERDOWN", "the cluster does not serve this key's slot. Bring its node back"),
        ("WRONGTYPE", "a key of the queue holds another type of value. Remove or rename the key"),
        ("NOAUTH", "Redis asks for a password. Set Redis:Password"),
        ("WRONGPASS", Refused),
        ("NOPERM", "Redis does not allow this user a command or key. Extend the user's ACL"),
    ];

    /// <summary>True for what Redis and its client throw when they fail.</summary>
    public static bool Is(Exception exception) => exception is RedisException or RedisTimeoutException or TimeoutException or ObjectDisposedException;

    /// <summary>Explains what was thrown, in a sentence that begins with the attempt.</summary>
    public static BuildQueueException Explain(Exception fault, string attempt, RedisConnection connection) =>
        new($"{attempt} failed at Redis {connection.Endpoints}: {Reason(fault, connection)}.", fault);

    private static string Reason(Exception fault, RedisConnection connection)
    {
        // The client does not pass on that its password was refused: what comes out is that the next command had none.
        if (connection.HasPassword && Says(fault, "NOAUTH"))
        {
            return Refused;
        }

        foreach (var (code, advice) in ServerFaults)
        {
            if (Says(fault, code))
            {
                return $"{code}: {advice}";
            }
        }

        return fault switch
        {
            RedisConnectionException when RedisMistake.Of(fault, connection) is { } mistake => $"there is no connection: {mistake}",
            // The client tells a certificate that is not trusted in the same way as a password that is refused.
            RedisConnectionException when connection.UsesTls
                && (Deepest(fault) == ConnectionFailureType.AuthenticationFailure || connection.LastFailure == ConnectionFailureType.AuthenticationFailure) =>
                "TLS could not be agreed on, or Redis refuses the user name or password. "
                    + "Have the system trust the authority of the server's certificate, and look at Redis:Password",
            RedisConnectionException => NoConnection(Deepest(fault), connection.LastFailure),
            RedisServerException server => server.Message,
            TimeoutException =>
                "no answer came in time, so that it is unknown whether it was done. The next cycle looks again, and saying it twice is harmless",
            _ => fault.Message,
        };
    }

    private static string NoConnection(ConnectionFailureType failure, ConnectionFailureType lastFailure) => failure switch
    {
        ConnectionFailureType.UnableToResolvePhysicalConnection
            when lastFailure is not (ConnectionFailureType.None or ConnectionFailureType.UnableToResolvePhysicalConnection) =>
            NoConnection(lastFailure, ConnectionFailureType.None),
        ConnectionFailureType.AuthenticationFailure => Refused,
        ConnectionFailureType.Loading => "LOADING: Redis is still loading its data. It answers when it is done",
        _ => $"there is no connection ({failure}). Start Redis, or correct the address; it is tried again in the next cycle",
    };

    private static ConnectionFailureType Deepest(Exception fault)
    {
        var failure = ConnectionFailureType.None;
        for (var current = fault; current is not null; current = current.InnerException)
        {
            failure = current is RedisConnectionException connection ? connection.FailureType : failure;
        }

        return failure;
    }

    /// <summary>Within a script's error the code stands in the middle of the message; a refused password lies deeper.</summary>
    private static bool Says(Exception? fault, string code)
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            if (fault is RedisServerException or RedisConnectionException or RedisCommandException
                && fault.Message.Contains($"{code} ", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
