using System.Globalization;

namespace CoprJobGrab;

/// <summary>Points in time, for a person.</summary>
internal static class Moments
{
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The time, and how long ago it was: a store's clock may be another than the reader's.</summary>
    public static string Since(DateTimeOffset time, DateTimeOffset now) => $"{Of(time)}, {Whole(now - time)} ago";

    private static string Whole(TimeSpan span) => TimeSpan.FromSeconds(Math.Max(0, Math.Floor(span.TotalSeconds))).ToString("c", CultureInfo.InvariantCulture);
}
