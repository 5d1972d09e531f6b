using System.Net;

namespace CoprJobGrab;

/// <summary>The password as a frontend may echo it: as it is, as the authorisation header holds it, and as a page or an address holds the two.</summary>
internal sealed class FrontendSecrets(string password)
{
    private const string Hidden = "***";

    // Shorter beginnings tell nothing, and would hide half of any text.
    private const int TellingLength = 4;

    private readonly string[] _secrets = password.Length == 0 ? [] : [.. Forms(FrontendCredentials.Encode(password)).Concat(Forms(password)).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>The text without the secrets, nor the beginning of one where the text was cut (<c>…</c>).</summary>
    public string Remove(string text)
    {
        foreach (var secret in _secrets)
        {
            text = string.Join('…', text.Replace(secret, Hidden, StringComparison.OrdinalIgnoreCase).Split('…').Select(part => WithoutBeginning(part, secret)));
        }

        return text;
    }

    /// <summary>Whether the exception, or one that caused it, shows a secret.</summary>
    public bool AreIn(Exception? exception) =>
        exception?.ToString() is { } text && Array.Exists(_secrets, secret => text.Contains(secret, StringComparison.OrdinalIgnoreCase));

    // The plain form is last: it may be a part of the others.
    private static IEnumerable<string> Forms(string secret)
    {
        var html = secret.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
        foreach (var quote in (string[])["&#34;", "&quot;", "\""])
        {
            foreach (var apostrophe in (string[])["&#39;", "&#x27;", "'"])
            {
                yield return html.Replace("\"", quote, StringComparison.Ordinal).Replace("'", apostrophe, StringComparison.Ordinal);
            }
        }

        yield return WebUtility.HtmlEncode(secret);
        yield return WebUtility.UrlEncode(secret);
        var address = Uri.EscapeDataString(secret);
        yield return address;
        yield return address.Replace("%2F", "/", StringComparison.Ordinal);
        yield return address.Replace("%2F", "/", StringComparison.Ordinal).Replace("%20", "+", StringComparison.Ordinal);
        yield return secret;
    }

    private static string WithoutBeginning(string text, string secret)
    {
        for (var length = Math.Min(secret.Length - 1, text.Length); length >= TellingLength; length--)
        {
            if (text.EndsWith(secret[..length], StringComparison.OrdinalIgnoreCase))
            {
                return text[..^length] + Hidden;
            }
        }

        return text;
    }
}
