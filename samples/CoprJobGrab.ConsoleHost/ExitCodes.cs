using System.CommandLine;

namespace CoprJobGrab.ConsoleHost;

/// <summary>What the program's exit codes mean.</summary>
internal static class ExitCodes
{
    public const int Success = 0;
    public const int Failed = 1;
    public const int Unfinished = 3;
    public const int Interrupted = 130;
    private const int Invalid = 2;

    /// <summary>What was asked for could not be written, as to a disk that is full.</summary>
    public static int NoOutput(IOException fault)
    {
        Console.Error.WriteLine(Printable.Of($"The answer cannot be written to standard output: {fault.Message}"));
        return Failed;
    }

    public static int InvalidOptions(IEnumerable<string> faults, ParseResult parsed)
    {
        foreach (var fault in faults.Concat(Variables.Mistyped(parsed)))
        {
            Console.Error.WriteLine(Printable.Of(Variables.Named(fault, parsed)));
        }

        return Invalid;
    }
}
