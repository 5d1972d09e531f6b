using System.Runtime.InteropServices;

namespace CoprJobGrab.ConsoleHost;

/// <summary>Ends the program at once at the second Ctrl-C; the first is the host's, which stops cleanly.</summary>
internal static class SecondInterrupt
{
    public static IDisposable Heed()
    {
        var seen = 0;
        return PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            // The default would end it at the first.
            signal.Cancel = true;
            if (Interlocked.Increment(ref seen) > 1)
            {
                Environment.Exit(ExitCodes.Interrupted);
            }
        });
    }
}
