using System.Text;

namespace CoprJobGrab.Sources.Http;

/// <summary>
/// The password as a frontend may echo it: as it is, in base64, and as the authorisation header holds it; each of them however a page, an address,
/// JSON or Python spells it.
/// </summary>
internal sealed class FrontendSecrets(string password)
{
    private const string Hidden = "***";

    private readonly SpelledText[] _secrets =
        password.Length == 0 ? [] : [.. Forms(password).Distinct(StringComparer.Ordinal).Select(secret => new SpelledText(secret))];

    /// <summary>The text without the secrets, nor the beginning of one where the text was cut (<c>…</c>).</summary>
    public string Remove(string text)
    {
        foreach (var secret in _secrets)
        {
            text = string.Join('…', text.Split('…').Select(part => secret.Replace(part, Hidden)));
        }

        return text;
    }

    /// <summary>Whether the exception, or one that caused it, shows a secret.</summary>
    public bool AreIn(Exception? exception) => exception?.ToString() is { } text && Remove(text) != text;

    // The plain forms are last: they may be a part of the others. A form with padding stands before the one without. A message has single spaces only
    // (Excerpt).
    private static IEnumerable<string> Forms(string password)
    {
        foreach (var encoded in (string[])[FrontendCredentials.Encode(password), Convert.ToBase64String(Encoding.UTF8.GetBytes(password))])
        {
            yield return encoded;
            yield return encoded.TrimEnd('=');
            var inAddress = encoded.Replace('+', '-').Replace('/', '_');
            yield return inAddress;
            yield return inAddress.TrimEnd('=');
        }

        yield return password;
        if (string.Join(' ', password.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } shown)
        {
            yield return shown;
        }
    }
}
