namespace CoprJobGrab.ConsoleHost;

/// <summary>Looks for a program where the system would: a file of that name, else one in a folder of the PATH.</summary>
internal static class ProgramFile
{
    private static readonly string[] Ends = OperatingSystem.IsWindows() ? ["", ".exe", ".cmd", ".bat"] : [""];

    /// <summary>What is wrong with this program; null when it can be started, as far as can be seen.</summary>
    public static string? FaultOf(string program)
    {
        var found = Candidates(program).Where(File.Exists).ToList();
        return found.Count == 0 ? "there is no such file, here or in the PATH"
            : !found.Any(IsExecutable) ? $"{found[0]} is not executable"
            : null;
    }

    private static IEnumerable<string> Candidates(string program) =>
        from folder in program.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) ? [""] : Folders()
        from end in Ends
        select Path.Combine(folder, program + end);

    private static IEnumerable<string> Folders() => ["", .. Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? []];

    private static bool IsExecutable(string file) =>
        OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
