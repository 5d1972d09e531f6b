using System.Net;

namespace CoprJobGrab.Actions;

/// <summary>How often the frontend answered a report and did not take it. Owned by the loop.</summary>
/// <param name="firstAt">The timestamp of the first refusal.</param>
/// <param name="takenBefore">How many other reports it had taken before.</param>
internal sealed class Refusals(long firstAt, int takenBefore)
{
    public long FirstAt { get; } = firstAt;

    public int TakenBefore { get; } = takenBefore;

    public int Count { get; set; }

    /// <summary>
    /// True when the frontend has the report and does not take it.
    /// No answer says nothing of the report, and neither does one that is about the password, the load, or a proxy whose frontend is away.
    /// </summary>
    public static bool Is(Exception error) => error switch
    {
        OperationCanceledException => false,
        TaskSourceException { Fault: TaskSourceFault.Unreachable or TaskSourceFault.TimedOut or TaskSourceFault.Unauthorized } => false,
        TaskSourceException { Status: { } status } => status is not (
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
            or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout),
        _ => true,
    };
}
