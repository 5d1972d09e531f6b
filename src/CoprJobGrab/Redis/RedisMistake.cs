using System.Net.Sockets;
using System.Security.Authentication;
using StackExchange.Redis;

namespace CoprJobGrab.Redis;

/// <summary>
/// Says what is probably wrong with the address of a Redis that there is no connection to. It judges by the exceptions of the client, which name no mistake.
/// </summary>
internal static class RedisMistake
{
    /// <summary>The mistake and its cure; null when it is not known.</summary>
    public static string? Of(Exception fault, RedisConnection connection)
    {
        var causes = Causes(fault).Concat(Causes(connection.LastFault)).ToList();
        return causes.OfType<SocketException>().FirstOrDefault()?.SocketErrorCode switch
        {
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery =>
                "the name of its host is not known. Correct the address, or have the system know the name",
            SocketError.ConnectionRefused => "nobody listens there. Start Redis, or correct the address; it is tried again in the next cycle",
            null when connection.UsesTls && !causes.OfType<AuthenticationException>().Any() && !causes.Any(WasAnswered) =>
                "no answer to TLS came in time. The port may speak none: give Redis's port for TLS, or leave ssl=true out; it is tried again in the next cycle",
            _ when connection.UsesTls && causes.OfType<AuthenticationException>().Any(cause => cause.InnerException is null && IsNoTls(cause)) =>
                "what answers speaks no TLS. Give Redis's port for TLS, or leave ssl=true out",
            _ when !connection.UsesTls && causes.Any(EndedAtFirstWords) =>
                "the connection was ended before any answer. "
                    + "The port may be one for TLS: add ssl=true, or give the port for none; it is tried again in the next cycle",
            _ => null,
        };
    }

    private static IEnumerable<Exception> Causes(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            yield return fault;
        }
    }

    // The client has no other word for it than how much it has read.
    private static bool EndedAtFirstWords(Exception cause) =>
        cause is RedisConnectionException { FailureType: ConnectionFailureType.SocketFailure or ConnectionFailureType.SocketClosed }
            && cause.Message.Contains("(0-read)", StringComparison.Ordinal);

    private static bool WasAnswered(Exception cause) =>
        cause is RedisConnectionException
        {
            FailureType: not (ConnectionFailureType.None or ConnectionFailureType.UnableToConnect or ConnectionFailureType.UnableToResolvePhysicalConnection),
        };

    private static bool IsNoTls(AuthenticationException cause) => cause.Message.Contains("frame", StringComparison.Ordinal);
}
