namespace CoprJobGrab.Testing;

/// <summary>At some steps a stopped grabber left what no later one mends.</summary>
public sealed class CrashPointException : CoprJobGrabException
{
    internal CrashPointException(IReadOnlyList<CrashPointRun> failures)
        : base("A grabber that is stopped at one of these steps leaves what is not mended; "
            + $"{nameof(CrashPointExplorer)}.{nameof(CrashPointExplorer.RunAsync)} with the number runs one alone.\n{string.Join('\n', failures)}", null) =>
        Failures = failures;

    /// <summary>The runs that went wrong.</summary>
    public IReadOnlyList<CrashPointRun> Failures { get; }
}
