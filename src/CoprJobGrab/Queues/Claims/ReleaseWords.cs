using CoprJobGrab.Model;

namespace CoprJobGrab.Queues.Claims;

/// <summary>A release as its record has it.</summary>
/// <param name="Reason">Why the claim ended.</param>
/// <param name="Pause">How long the task waits; null when the record says no more than the reason.</param>
/// <param name="Text">Why, in words.</param>
internal readonly record struct ReleaseWords(ReleaseReason Reason, TimeSpan? Pause = null, string Text = "")
{
    private const int MaxText = 500;

    // Beyond it a pause has no end that can be written down.
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(365);

    public static ReleaseWords Of(BuildRelease release) => release switch
    {
        BuildRelease.Finished => new(ReleaseReason.Finished),
        BuildRelease.Cancelled => new(ReleaseReason.Cancelled),
        BuildRelease.Interrupted => new(ReleaseReason.Interrupted),
        BuildRelease.Unfit unfit => new(ReleaseReason.Unfit, TimeSpan.Zero, InOneLine(unfit.Reason)),
        BuildRelease.GivenBack { Reason: null } back when back.Pause <= TimeSpan.Zero => new(ReleaseReason.Rescheduled),
        BuildRelease.GivenBack back => new(ReleaseReason.Rescheduled, Bounded(back.Pause), InOneLine(back.Reason ?? "")),
        _ => throw new ArgumentException($"A release must be one of the closed set of {nameof(BuildRelease)}, not {release}.", nameof(release)),
    };

    private static TimeSpan Bounded(TimeSpan pause) => pause < TimeSpan.Zero ? TimeSpan.Zero : pause > LongestPause ? LongestPause : pause;

    private static string InOneLine(string text)
    {
        var line = Printable.Of(text).Trim();
        return line.Length <= MaxText ? line : line[..MaxText];
    }
}
