using CoprJobGrab.Model;

namespace CoprJobGrab.Events;

/// <summary>
/// Judges whether a poll that gave lists was successful. Nothing is decided about tasks by it: the health and the age of the last successful poll are.
/// An empty list is doubted where it cannot be true, or hardly, for as long as a claim is kept that lists miss: ten lists, and a minute at least.
/// </summary>
internal sealed class PollJudge(TimeProvider time)
{
    private const int ListsUntilBelieved = 10;
    private const int Many = 10;

    private static readonly TimeSpan TimeUntilBelieved = TimeSpan.FromMinutes(1);

    private int _listedBefore;
    private int _emptyLists;
    private long _emptySince;

    /// <summary>Another grabber polls; the list before is no longer known.</summary>
    public void Forget() => (_listedBefore, _emptyLists) = (0, 0);

    /// <returns>Why the poll is not successful; null when it is.</returns>
    public string? FaultOf(CyclePicture picture)
    {
        var empty = FaultOfBuilds(picture);
        return picture.ActionsError is { } error ? $"the list of actions could not be had: {error.Message}" : empty;
    }

    private string? FaultOfBuilds(CyclePicture picture)
    {
        var unended = picture.Groups.Sum(group => group.Waiting + group.Leased);
        if (picture.Listed > 0 || (_emptyLists == 0 && unended == 0 && _listedBefore < Many))
        {
            (_listedBefore, _emptyLists) = (picture.Listed, 0);
            return null;
        }

        _emptySince = _emptyLists++ == 0 ? time.GetTimestamp() : _emptySince;
        if (_emptyLists > ListsUntilBelieved && time.GetElapsedTime(_emptySince) >= TimeUntilBelieved)
        {
            Forget();
            return null;
        }

        return unended > 0 ? $"the list of builds is empty, though {unended} tasks wait in queues or their workers renew a lease"
            : _listedBefore > 0 ? $"the list of builds is empty, and the last one that was not had {_listedBefore}"
            : "the list of builds is empty, and so were the ones before it, while tasks waited in queues";
    }
}
