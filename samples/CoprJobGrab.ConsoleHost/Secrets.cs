namespace CoprJobGrab.ConsoleHost;

/// <summary>Passwords come from the environment or a file, never from an argument: arguments are readable by everybody on the machine.</summary>
internal static class Secrets
{
    public const string FrontendVariable = "COPR_FRONTEND_PASSWORD";
    public const string RedisVariable = "COPR_REDIS_PASSWORD";

    /// <summary>What the programs that this one starts are not to have.</summary>
    public static readonly string[] Variables = [FrontendVariable, RedisVariable];

    // A service's credentials of systemd are readable by the service's user alone, and look as if its group could read them.
    private const string CredentialsVariable = "CREDENTIALS_DIRECTORY";

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>The frontend's password; empty when there is none.</summary>
    /// <param name="passwordFile">The file that has it; null for the environment.</param>
    /// <param name="faults">Takes why the file cannot be read.</param>
    /// <param name="remarks">Takes what is doubtful about the file.</param>
    public static string Frontend(string? passwordFile, List<string> faults, List<string> remarks)
    {
        if (passwordFile is null)
        {
            return Environment.GetEnvironmentVariable(FrontendVariable) ?? "";
        }

        try
        {
            using var file = new FileStream(passwordFile, FileMode.Open, FileAccess.Read);
            if (IsOpenToOthers(file, passwordFile))
            {
                remarks.Add($"--password-file '{passwordFile}' can be read by others than its owner; take that from them, for instance by chmod 600.");
            }

            using var reader = new StreamReader(file);
            var text = reader.ReadToEnd();
            // The end of a line is no part of a password, on whatever system it was written.
            return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') || text.EndsWith('\r') ? text[..^1] : text;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            faults.Add($"--password-file '{passwordFile}' cannot be read: {fault.Message}");
            return "";
        }
    }

    public static string? Redis() => Environment.GetEnvironmentVariable(RedisVariable) is { Length: > 0 } password ? password : null;

    private static bool IsOpenToOthers(FileStream file, string path) =>
        !OperatingSystem.IsWindows()
        && (File.GetUnixFileMode(file.SafeFileHandle) & Others) != 0
        && Path.GetDirectoryName(Path.GetFullPath(path)) != Environment.GetEnvironmentVariable(CredentialsVariable);
}
