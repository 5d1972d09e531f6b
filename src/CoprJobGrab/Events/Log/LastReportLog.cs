using Microsoft.Extensions.Logging;

namespace CoprJobGrab.Events.Log;

/// <summary>The other message of <see cref="ActionReportFailed"/>, with the same id and name: for the last try, after which nobody tells it again.</summary>
internal static partial class LastReportLog
{
    [LoggerMessage(
        EventId = 24,
        EventName = nameof(ActionReportFailed),
        Message = "The frontend has not taken the result of action {ActionId} before the stop; "
            + "the next start tells it again if it was stored, and else runs the action again: {Reason}")]
    public static partial void ActionReportLost(this ILogger logger, LogLevel level, long actionId, string reason, Exception? error);
}
