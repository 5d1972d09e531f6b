using System.Net.Http.Headers;
using System.Text;

namespace CoprJobGrab.Sources.Http;

/// <summary>HTTP Basic as user <c>user</c>; the frontend looks at the password alone (wire 1.0).</summary>
internal static class FrontendCredentials
{
    public static AuthenticationHeaderValue Header(string password) => new("Basic", Encode(password));

    public static string Encode(string password) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"user:{password}"));
}
