namespace CoprJobGrab;

/// <remarks>The builder groups and the options of scheduling may change between two cycles.</remarks>
public sealed partial class JobGrabber
{
    private readonly CurrentSettings _current;

    // Written and read by whoever has the turn: those of the cycle, and those whose groups have the epoch of the lead.
    private Settings _settings;
    private Settings _settingsOfLead;

    /// <summary>Takes what has changed of the configuration.</summary>
    private void Follow()
    {
        var settings = _current.Take();
        if (_queue is IClaimQueue queue && !ReferenceEquals(settings.Groups, _settings.Groups))
        {
            queue.Configure([.. settings.Groups.Select(group => group.Id)]);
        }

        if (!ReferenceEquals(settings.Groups, _settings.Groups))
        {
            // It was held for the group that built it before.
            _held = HeldTasks.None;
        }

        _settings = settings;
    }
}
