namespace CoprJobGrab.Sources.Http;

/// <summary>Where the frontend's endpoints are, from the address that a host configured (wire 1.0).</summary>
internal static class FrontendAddress
{
    /// <summary>
    /// The address that endpoints are relative to: it ends in <c>/backend/</c>, and holds no user information, query or fragment. Null when the configured
    /// address is not an absolute HTTP address.
    /// </summary>
    public static Uri? Root(Uri? configured)
    {
        if (configured is not { IsAbsoluteUri: true } || !IsHttp(configured))
        {
            return null;
        }

        var path = configured.AbsolutePath.TrimEnd('/');
        if (!path.EndsWith("/backend", StringComparison.Ordinal))
        {
            path += "/backend";
        }

        return new Uri(configured.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) + path + "/");
    }

    /// <summary>An address as it may be shown: without user information, and without any part that may be meant as such.</summary>
    public static string Show(Uri address) => address switch
    {
        { IsAbsoluteUri: true } when IsHttp(address) => address.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped),
        { IsAbsoluteUri: true, Host.Length: > 0 } => $"{address.Scheme}://{address.Host}",
        { IsAbsoluteUri: false } when address.OriginalString.StartsWith('/') && !address.OriginalString.Contains('@', StringComparison.Ordinal) =>
            address.OriginalString,
        _ => "(not shown, it may hold a password)",
    };

    /// <summary>True for an HTTP address, and for one that service discovery makes one of, such as <c>https+http://frontend</c>.</summary>
    public static bool IsHttp(Uri address) => address.Scheme is "http" or "https" or "https+http" or "http+https";
}
