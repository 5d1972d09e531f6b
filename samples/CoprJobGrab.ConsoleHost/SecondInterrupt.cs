using System.Runtime.InteropServices;

namespace CoprJobGrab.ConsoleHost;

/// <summary>Ends the program at once at the second Ctrl-C; the first is the host's, which stops cleanly.</summary>
internal static class SecondInterrupt
{
    /// <param name="atEnd">What is still to be done then.</param>
    public static IDisposable Heed(Action atEnd)
    {
        var seen = 0;
        return PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            // The default would end it at the first.
            signal.Cancel = true;
            if (Interlocked.Increment(ref seen) == 2)
            {
                atEnd();
                Environment.Exit(ExitCodes.Interrupted);
            }
        });
    }
}
