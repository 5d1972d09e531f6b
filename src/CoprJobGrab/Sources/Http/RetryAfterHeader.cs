namespace CoprJobGrab.Sources.Http;

/// <summary>How long a server asks to be left alone, by a <c>Retry-After</c> header in either of its forms.</summary>
internal static class RetryAfterHeader
{
    /// <summary>Null when it does not ask; zero when the time that it names is past.</summary>
    public static TimeSpan? Of(HttpResponseMessage response, TimeProvider timeProvider)
    {
        var header = response.Headers.RetryAfter;
        var pause = header?.Delta ?? header?.Date - timeProvider.GetUtcNow();
        return pause < TimeSpan.Zero ? TimeSpan.Zero : pause;
    }
}
