using CoprJobGrab.Configuration;
using CoprJobGrab.Scheduling;

namespace CoprJobGrab;

/// <remarks>The builder groups and the options of scheduling may change between two cycles.</remarks>
public sealed partial class JobGrabber
{
    private readonly CurrentSettings _current;

    // Only the holder of the turn reads and writes these: the settings of the last cycle; those whose groups have the epoch of the lead; and those that the
    // queue was told of.
    private Settings _settings;
    private Settings _settingsOfLead;
    private Settings _settingsOfQueue;

    /// <summary>Takes what has changed of the configuration, for a cycle.</summary>
    private void Follow()
    {
        var settings = _current.Take();
        if (!ReferenceEquals(settings.Groups, _settings.Groups))
        {
            // It was held for the group that built it before.
            _held = HeldTasks.None;
        }

        _settings = settings;
    }

    /// <summary>The picture that a cycle would have with these settings, for somebody who only looks.</summary>
    private QueueState As(QueueState observed, Settings settings)
    {
        if (!_queue.ServesCommands || ReferenceEquals(settings.Groups, _settingsOfQueue.Groups))
        {
            return observed;
        }

        var configured = settings.Groups.Select(group => group.Id).ToHashSet(StringComparer.Ordinal);
        var groups = observed.Groups.Values.ToDictionary(
            group => group.GroupId, group => group with { IsConfigured = configured.Contains(group.GroupId) }, StringComparer.Ordinal);
        foreach (var groupId in configured)
        {
            groups.TryAdd(groupId, new GroupState(groupId, 0, null, 0) { IsLed = false });
        }

        return observed with { Groups = groups };
    }
}
