using System.Globalization;

namespace CoprJobGrab.Model;

/// <summary>Durations and moments in words, such as <c>26 h</c> and <c>2 s ago</c>. Every text for people writes them so.</summary>
internal static class TimeText
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TwoDays = TimeSpan.FromDays(2);

    /// <summary>The whole duration, such as <c>1 h 30 min</c> or <c>0.5 s</c>; days from two days on.</summary>
    public static string Of(TimeSpan span) => span < TimeSpan.Zero ? $"-{Of(-span)}" : string.Join(' ', Parts(span).DefaultIfEmpty("0 s"));

    /// <summary>The duration as exactly as a person asks for it, such as <c>25 h 59 min</c>: at most two parts, whole seconds, none for what is less.</summary>
    public static string About(TimeSpan span) =>
        span < Second ? "0 s" : string.Join(' ', Parts(new TimeSpan(span.Ticks - (span.Ticks % Second.Ticks))).Take(2));

    /// <summary>How long ago a moment is, such as <c>2 s ago</c>. Two clocks are never quite the same: what lies a little ahead is now.</summary>
    public static string Since(DateTimeOffset moment, DateTimeOffset now) => $"{About(now - moment)} ago";

    private static IEnumerable<string> Parts(TimeSpan span)
    {
        var hasDays = span >= TwoDays;
        if (hasDays)
        {
            yield return Whole(span.Days, "d");
        }

        if ((hasDays ? span.Hours : (int)span.TotalHours) is > 0 and var hours)
        {
            yield return Whole(hours, "h");
        }

        if (span.Minutes > 0)
        {
            yield return Whole(span.Minutes, "min");
        }

        if (span.Ticks % TimeSpan.TicksPerMinute is > 0 and var ticks)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{(decimal)ticks / TimeSpan.TicksPerSecond:0.#######} s");
        }
    }

    private static string Whole(int number, string unit) => string.Create(CultureInfo.InvariantCulture, $"{number} {unit}");
}
