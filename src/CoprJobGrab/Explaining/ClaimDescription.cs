using System.Diagnostics;
using CoprJobGrab.Model;

namespace CoprJobGrab.Explaining;

/// <summary>Says where a claimed task stands.</summary>
internal sealed class ClaimDescription(QueueState observed, Func<Claim, QueuePlace?> placeOf)
{
    public string Of(Claim claim)
    {
        var now = observed.GroupOf(claim).Time;
        return claim.State switch
        {
            ClaimState.Waiting => Queued(claim, now),
            ClaimState.Leased when claim.IsEnded =>
                $"its build in builder group {claim.GroupId} has ended{Attempt(claim)}, and the frontend is still to be told",
            ClaimState.Leased => $"a worker of builder group {claim.GroupId} has taken it, and holds it by a lease {Until(claim, now)}{Attempt(claim)}"
                + (claim.IsCancelled ? "; the worker is told that its user has cancelled it" : ""),
            ClaimState.Silent => $"a worker of builder group {claim.GroupId} has taken it, {Silent(claim, now)}{Attempt(claim)}; "
                + "such a worker gives no sign of life, as Python workers do"
                + (claim.WasCancelled ? ", and cannot be told that its user has cancelled it" : ""),
            ClaimState.Released when claim.IsOfNobody =>
                $"no builder group had a claim of it{(IsCancel(claim) ? "" : $", and builder group {claim.GroupId} has a record: {Ended(claim)}")}",
            ClaimState.Released => $"its claim in builder group {claim.GroupId} has ended{(IsCancel(claim) ? ", as its user wished" : $": {Ended(claim)}")}",
            ClaimState.Parked =>
                $"it is set aside in builder group {claim.GroupId} after {Attempts(claim.Attempt)}: {claim.ParkedBecause ?? "the reason was not written down"}",
            _ => throw new UnreachableException($"The claim {claim} stands nowhere that is known."),
        };
    }

    private string Queued(Claim claim, DateTimeOffset now)
    {
        var since = claim.QueuedAt is { } queued ? $"and was put there {TimeText.Since(queued, now)}" : "since when was not written down";
        return placeOf(claim) is { } place
            ? $"it is queued on the list {place.List} at position {place.Position} of {place.Length}, {since}{Attempt(claim)}"
            : $"it is queued in builder group {claim.GroupId}, {since}{Attempt(claim)}";
    }

    private static string Until(Claim claim, DateTimeOffset now) => claim.LeasedUntil switch
    {
        null => "of unknown length",
        { } end when end <= now => $"that ran out {TimeText.Since(end, now)}",
        { } end => $"for another {TimeText.About(end - now)}, unless it renews that",
    };

    private static string Silent(Claim claim, DateTimeOffset now) => claim.SilentSince is { } since
        ? $"which was first seen {TimeText.Since(since, now)}"
        : claim.QueuedAt is { } queued ? $"some time after it was queued {TimeText.Since(queued, now)}" : "which is seen for the first time now";

    private static string Attempt(Claim claim) => claim.Attempt > 1 ? $" (attempt {claim.Attempt})" : "";

    private static string Attempts(int count) => count == 1 ? "1 attempt" : $"{count} attempts";

    private static bool IsCancel(Claim claim) => claim.ReleasedBecause == ReleaseReason.Cancelled;

    private static string Ended(Claim claim) => claim.ReleasedBecause switch
    {
        ReleaseReason.Finished => "the end of its build was told",
        ReleaseReason.Rescheduled => $"its worker gave it back{Why(claim)}",
        ReleaseReason.Interrupted => "its worker stopped, and gave it back",
        ReleaseReason.Unfit => $"a worker cannot build it{Why(claim)}",
        ReleaseReason.Retried => "an operator gave it its attempts back",
        _ => "no worker has it, as an operator or a backend that began anew has said",
    };

    private static string Why(Claim claim) => claim.Mark is ClaimMark.ReleaseRecord { Why: { } why } ? $": {why}" : "";
}
