using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using CoprJobGrab.Redis;

namespace CoprJobGrab.Events;

/// <summary>Tells a failure that was foreseen, so that its message says all, from one whose trace is needed to find where it comes from.</summary>
internal static class Foreseen
{
    /// <summary>True for the library's own exceptions, unless something else lies within: a host's part may wrap whatever was thrown in it.</summary>
    public static bool Is(Exception error) => error is CoprJobGrabException && IsCause(error.InnerException);

    /// <summary>The trace for a line of text; null when it would say nothing more. A call that was given up was foreseen too.</summary>
    public static string? TraceOf(Exception error) => error is OperationCanceledException || Is(error) ? null : $"{error}";

    private static bool IsCause(Exception? cause) => cause switch
    {
        null => true,
        AggregateException several => several.InnerExceptions.All(IsCause),
        CoprJobGrabException or OperationCanceledException or IOException or UnauthorizedAccessException or HttpRequestException or SocketException
            or AuthenticationException or JsonException => IsCause(cause.InnerException),
        _ => RedisFault.Is(cause) && IsCause(cause.InnerException),
    };
}
