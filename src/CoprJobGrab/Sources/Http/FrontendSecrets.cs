namespace CoprJobGrab;

/// <summary>The password as a frontend may echo it: as it is, and as the authorisation header holds it.</summary>
internal sealed class FrontendSecrets(string password)
{
    private const string Hidden = "***";

    // Shorter beginnings tell nothing, and would hide half of any text.
    private const int TellingLength = 4;

    private readonly string[] _secrets = password.Length == 0 ? [] : [FrontendCredentials.Encode(password), password];

    /// <summary>The text without the secrets, nor the beginning of one where the text was cut (<c>…</c>).</summary>
    public string Remove(string text)
    {
        foreach (var secret in _secrets)
        {
            text = string.Join('…', text.Replace(secret, Hidden, StringComparison.Ordinal).Split('…').Select(part => WithoutBeginning(part, secret)));
        }

        return text;
    }

    /// <summary>Whether the exception, or one that caused it, shows a secret.</summary>
    public bool AreIn(Exception? exception) =>
        exception?.ToString() is { } text && Array.Exists(_secrets, secret => text.Contains(secret, StringComparison.Ordinal));

    private static string WithoutBeginning(string text, string secret)
    {
        for (var length = Math.Min(secret.Length - 1, text.Length); length >= TellingLength; length--)
        {
            if (text.EndsWith(secret[..length], StringComparison.Ordinal))
            {
                return text[..^length] + Hidden;
            }
        }

        return text;
    }
}
