using CoprJobGrab.Model;

namespace CoprJobGrab.Scheduling;

/// <summary>
/// Holds a task that had left the list, or whose build has ended, and that a list has again: a stale list would say the same.
/// A second one, a poll interval later, is believed.
/// Equal decisions are one object.
/// </summary>
internal sealed class Comebacks(PlanInput input)
{
    private readonly bool _isOff = input.Rules.AbsenceMemory <= TimeSpan.Zero;
    private Decision.Hold? _last;
    private TimeSpan _lastSince;

    /// <summary>The decision to hold it; null when nothing speaks against the one that was made.</summary>
    public Decision.Hold? HoldOf(CachedTask facts, Claim? claim, Decision decision)
    {
        if (facts.BackSince is not { } since || _isOff || Absences.IsLater(since, input.Now, input.Interval) || IsGivenBack(claim))
        {
            return null;
        }

        return decision switch
        {
            Decision.Enqueue enqueue => Hold(enqueue.GroupId, since),
            Decision.Requeue requeue => Hold(requeue.Claim.GroupId, since),
            Decision.Park { Claim.State: not ClaimState.Parked } park => Hold(park.Claim.GroupId, since),
            _ => null,
        };
    }

    /// <summary>True when somebody said that it is to be handed out again.</summary>
    private static bool IsGivenBack(Claim? claim) =>
        claim?.ReleasedBecause is not (null or ReleaseReason.Finished or ReleaseReason.Cancelled);

    private Decision.Hold Hold(string groupId, TimeSpan since)
    {
        if (_last is null || _last.GroupId != groupId || _lastSince != since)
        {
            _lastSince = since;
            _last = new Decision.Hold(
                groupId,
                "it had ended or left the frontend's list, and is listed again, which a list that is out of date would say too; "
                    + $"it is handed out when one that comes {TimeText.Of(since + input.Interval - input.Now)} from now or later has it",
                HoldCause.ListedAgain);
        }

        return _last;
    }
}
