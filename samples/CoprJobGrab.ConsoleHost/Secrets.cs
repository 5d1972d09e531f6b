namespace CoprJobGrab.ConsoleHost;

/// <summary>Passwords come from the environment or a file, never from an argument: arguments are readable by everybody on the machine.</summary>
internal static class Secrets
{
    public const string FrontendVariable = "COPR_FRONTEND_PASSWORD";
    public const string RedisVariable = "COPR_REDIS_PASSWORD";

    /// <summary>What the programs that this one starts are not to have.</summary>
    public static readonly string[] Variables = [FrontendVariable, RedisVariable];

    public static string Frontend(string? passwordFile, List<string> faults)
    {
        if (passwordFile is null)
        {
            return Environment.GetEnvironmentVariable(FrontendVariable) ?? "";
        }

        try
        {
            var text = File.ReadAllText(passwordFile);
            return text.EndsWith('\n') ? text[..^1] : text;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            faults.Add($"--password-file '{passwordFile}' cannot be read: {fault.Message}");
            return "";
        }
    }

    public static string? Redis() => Environment.GetEnvironmentVariable(RedisVariable) is { Length: > 0 } password ? password : null;
}
