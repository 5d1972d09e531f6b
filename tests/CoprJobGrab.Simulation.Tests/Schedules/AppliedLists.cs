namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>Which lists a group's claims were compared with: two of one leader, an interval apart, end what they do not have.</summary>
internal sealed class AppliedLists(TimeProvider time)
{
    private Dictionary<string, long> _twoSince = new(StringComparer.Ordinal);
    private Dictionary<string, long> _inPicture = new(StringComparer.Ordinal);

    /// <summary>The store keeps what it has now.</summary>
    public void Pictured() => _inPicture = new Dictionary<string, long>(_twoSince, StringComparer.Ordinal);

    /// <summary>The store went back to what it kept: its claims were not compared with any list since.</summary>
    public void WentBack() => _twoSince = new Dictionary<string, long>(_inPicture, StringComparer.Ordinal);

    /// <summary>A leader's plan was accepted.</summary>
    public void Applied(ScheduleGrabber grabber, IEnumerable<string> groups)
    {
        if (grabber.Sightings.Stale.Count > 0)
        {
            // What it has is missed by two in a row only from the next one on.
            grabber.Lists.Clear();
            return;
        }

        foreach (var group in groups)
        {
            var earlier = grabber.Lists.Where(list => list.Group == group && list.Time + ScheduleGrabber.Interval <= grabber.FetchedTime)
                .Select(list => list.At);
            _twoSince[group] = Math.Max(_twoSince.GetValueOrDefault(group), earlier.DefaultIfEmpty().Max());
            grabber.Lists.Add((group, grabber.FetchedAt, time.GetUtcNow()));
        }
    }

    /// <summary>Whether a leader has fetched two lists after a moment, and applied both to the group.</summary>
    public bool HadTwoSince(long moment, string group) => _twoSince.GetValueOrDefault(group) > moment;
}
