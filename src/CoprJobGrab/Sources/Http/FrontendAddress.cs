namespace CoprJobGrab;

/// <summary>Where the frontend's endpoints are, from the address that a host configured (spec 1.0).</summary>
internal static class FrontendAddress
{
    /// <summary>
    /// The address that endpoints are relative to: it ends in <c>/backend/</c>, and holds no user information, query or fragment. Null when the configured
    /// address is not an absolute HTTP address.
    /// </summary>
    public static Uri? Root(Uri? configured)
    {
        if (configured is not { IsAbsoluteUri: true } || (configured.Scheme != Uri.UriSchemeHttp && configured.Scheme != Uri.UriSchemeHttps))
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

    /// <summary>An address as it may be shown: without user information.</summary>
    public static string Show(Uri address) =>
        address.IsAbsoluteUri ? address.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped) : address.ToString();
}
