using System.Globalization;

namespace CoprJobGrab.ConsoleHost;

/// <summary>
/// Lets the program go on when a standard stream was closed before it started, or takes no more: what would be said there is lost, and nothing else.
/// </summary>
internal static class StandardStreams
{
    private const int Output = 1;
    private const int Errors = 2;

    // O_CLOEXEC, as proc_pid_fdinfo(5) shows it.
    private const int ClosedAtStart = 0x80000;

    public static void Guard()
    {
        if (!IsInherited(Output))
        {
            Console.SetOut(TextWriter.Null);
        }

        Console.SetError(IsInherited(Errors) ? new UnfailingWriter(Console.Error) : TextWriter.Null);
    }

    /// <summary>
    /// False when the stream was closed before the program started: its number is by now that of a file of the runtime's,
    /// which nothing may be written to. .NET has its own files closed when a program starts; a stream that was inherited is one that was not.
    /// </summary>
    private static bool IsInherited(int descriptor)
    {
        const string folder = "/proc/self/fdinfo";
        const string flags = "flags:";
        try
        {
            var line = File.ReadLines(Path.Combine(folder, descriptor.ToString(CultureInfo.InvariantCulture)))
                .First(line => line.StartsWith(flags, StringComparison.Ordinal));
            return (Convert.ToInt32(line[flags.Length..].Trim(), 8) & ClosedAtStart) == 0;
        }
        catch (IOException)
        {
            // Where nothing tells of them, they are taken for good.
            return !Directory.Exists(folder);
        }
    }
}
