using System.Text;

namespace CoprJobGrab.Testing;

/// <summary>A request as the fake frontend received it.</summary>
/// <param name="Method">Such as <c>GET</c>.</param>
/// <param name="Path">The whole path, such as <c>/backend/update/</c>.</param>
/// <param name="Headers">By name, in any case.</param>
/// <param name="Body">Empty when there is none.</param>
public sealed record FakeRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>When it was received, by the machine's clock.</summary>
    public DateTimeOffset ReceivedAt { get; } = TimeProvider.System.GetUtcNow();

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>What HTTP Basic authentication says, <c>user:password</c>; null when there is none.</summary>
    public string? Credentials
    {
        get
        {
            const string scheme = "Basic ";
            return Headers.GetValueOrDefault("Authorization") is { } header && header.StartsWith(scheme, StringComparison.Ordinal)
                ? Encoding.UTF8.GetString(Convert.FromBase64String(header[scheme.Length..]))
                : null;
        }
    }
}
