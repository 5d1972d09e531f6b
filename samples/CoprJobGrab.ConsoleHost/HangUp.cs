using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace CoprJobGrab.ConsoleHost;

/// <summary>What a hang-up (SIGHUP) means to a grabber that has no file to read anew: nothing. The default would end it.</summary>
internal static partial class HangUp
{
    public static IDisposable Ignore(ILogger log) => PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
    {
        signal.Cancel = true;
        TellIgnored(log);
    });

    [LoggerMessage(LogLevel.Information, "SIGHUP is ignored: without --copr-be-conf there is no file to read anew. SIGTERM stops the grabber")]
    private static partial void TellIgnored(ILogger log);
}
