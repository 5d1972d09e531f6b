namespace CoprJobGrab.ConsoleHost;

/// <summary>What the program's exit codes mean.</summary>
internal static class ExitCodes
{
    public const int Success = 0;
    public const int NoAnswer = 1;
    public const int NotParked = 1;
    public const int NotBegun = 1;
    public const int NotGivenUp = 1;
    public const int Unfinished = 3;
    public const int Interrupted = 130;
    private const int Invalid = 2;

    public static int InvalidOptions(IEnumerable<string> faults)
    {
        foreach (var fault in faults)
        {
            Console.Error.WriteLine(Printable.Of(fault));
        }

        return Invalid;
    }
}
