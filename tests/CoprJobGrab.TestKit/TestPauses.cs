namespace CoprJobGrab.TestKit;

internal static class TestPauses
{
    /// <summary>The pauses of these options, always as long as they can be.</summary>
    public static Pauses Of(ReportOptions options) => new(options.FirstPause, options.LongestPause, () => 0);
}
