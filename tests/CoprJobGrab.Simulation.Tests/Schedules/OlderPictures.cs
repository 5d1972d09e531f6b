namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>
/// Which handings out an older picture of the store does not have, and who had seen them. Until the first write of who leads then, each may come once more.
/// From then on it must be known again when that one had seen it.
/// </summary>
internal sealed class OlderPictures
{
    private readonly Dictionary<Handing, HashSet<ScheduleGrabber>> _seenBy = [];
    private HashSet<Handing> _missing = [];
    private long _at;
    private long? _ledAt;

    /// <summary>When the last one was taken; the number of the moment.</summary>
    public long At => _at;

    /// <summary>The store keeps what it has now: not what it forgot when it went back before, until that is written again.</summary>
    public void Taken(long now) => (_at, _ledAt, _missing) = (now, null, [.. _seenBy.Keys]);

    /// <summary>
    /// A grabber asked who leads. A lead that goes on after the picture is what tells an older picture from one in which somebody has pushed again.
    /// </summary>
    public void Asked(ScheduleGrabber grabber, Lead answer, long now)
    {
        _ledAt ??= answer is Lead.Leader ? now : null;
        grabber.AskedAt = now;
    }

    /// <summary>The store went back to it.</summary>
    public void CameBack(IEnumerable<Handing> handings, IReadOnlyList<ScheduleGrabber> grabbers)
    {
        foreach (var handing in handings.Where(handing => handing.SignedAt > _at || _missing.Contains(handing)))
        {
            handing.Forgotten ??= Causes.OlderPicture;
            if ((handing.At > _at || _missing.Contains(handing)) && handing.Forgotten == Causes.OlderPicture)
            {
                // One that is still to be written again was seen by whom it was seen before.
                _seenBy.TryAdd(
                    handing,
                    [.. grabbers.Where(grabber => grabber.SawClaimsAt.GetValueOrDefault(handing.Group) > handing.At && grabber.AskedAt >= _ledAt)]);
            }
        }
    }

    /// <summary>A grabber that has looked since wrote into a group: what somebody else pops from now on is judged by who had seen the first pop.</summary>
    /// <param name="grabber">Who.</param>
    /// <param name="group">Where.</param>
    /// <param name="causeOf">Why a handing out that others alone had seen cannot be known; null when it must be.</param>
    public void Wrote(ScheduleGrabber grabber, string group, Func<IReadOnlyCollection<ScheduleGrabber>, string?> causeOf)
    {
        foreach (var (handing, seenBy) in _seenBy.Where(pair => pair.Key.Group == group).ToList())
        {
            _seenBy.Remove(handing);
            // One that came once more meanwhile stays excused.
            if (handing.Forgotten == Causes.OlderPicture && handing == handing.Task.Handings[^1])
            {
                handing.Forgotten = seenBy.Contains(grabber) ? null : causeOf(seenBy);
            }
        }
    }
}
