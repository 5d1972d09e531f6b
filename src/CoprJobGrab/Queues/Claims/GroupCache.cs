using CoprJobGrab.Model;

namespace CoprJobGrab.Queues.Claims;

/// <summary>
/// The knowledge that the process has of one group: its own writes, and pops from the right that the ends of the list have shown.
/// An observation is explained by it, or the group is read again.
/// </summary>
internal sealed class GroupCache(string groupId, bool isConfigured, ClaimTable claims)
{
    private static readonly Dictionary<string, string> Nothing = [];
    private static readonly HashSet<string> Nobody = [];

    private readonly GroupMarks _marks = new(groupId, claims);
    private List<Claim> _remembered = [];
    private Queue<ListedElement> _waiting = new();
    private ListedElement _newest;
    // The version of the newest writes that are known, which an older picture does not have.
    private long _knownVersion;
    private bool _wentBack;

    public bool IsConfigured { get; set; } = isConfigured;

    /// <summary>False when what the group has may be something else than is known of it.</summary>
    public bool IsCertain { get; private set; }

    public string? Incarnation { get; private set; }

    public long Version { get; private set; }

    /// <summary>Elements without a claim, still to be adopted; null when there are none.</summary>
    public OrphanRepair? OrphanRepair { get; private set; }

    /// <summary>The time of the last observation, by the clock of the group's server.</summary>
    public DateTimeOffset Time { get; private set; }

    public GroupState State => new(groupId, _waiting.Count, Incarnation, Version) { IsConfigured = IsConfigured, Time = Time };

    /// <summary>True when nothing is left of a group that is not configured any more.</summary>
    public bool IsOver => !IsConfigured && IsCertain && _waiting.Count == 0 && _marks.Count == 0 && claims.Of(groupId).Count == 0;

    /// <summary>
    /// True when an operator has told a leader of an earlier version that absent tasks are gone. Nobody waits for that any more, and it is to be removed.
    /// </summary>
    public bool HasConfirmation { get; private set; }

    /// <summary>True after a reading that showed less than was known to be taken, until that is written again.</summary>
    public bool IsOlder { get; private set; }

    /// <summary>The store may have gone back to an older picture, which has the same writes and not the pops that were seen since.</summary>
    public void WentBack() => _wentBack = true;

    /// <summary>Something happened that the cache does not know the outcome of.</summary>
    public void Doubt() => IsCertain = false;

    /// <summary>Follows what was popped. False when that does not explain what was seen, until the group has been read.</summary>
    public bool Follow(GroupProbe seen)
    {
        (IsCertain, Time, HasConfirmation) = (Explains(seen), seen.Time, seen.HasConfirmation);
        if (seen.Incarnation is not null || Incarnation is null)
        {
            _marks.Follow(seen.Marks);
        }

        return IsCertain;
    }

    public void Load(GroupSnapshot picture, GroupProbe seen)
    {
        Remember(picture.Incarnation, seen.Marks);
        var older = Compare(picture);
        var known = picture.Claims.Select(claim => claim.TaskId).ToHashSet(StringComparer.Ordinal);
        var restored = older.Claims.Concat(_remembered.Where(claim => !known.Contains(claim.TaskId)))
            .Where(claim => seen.Marks.GetValueOrDefault(claim.TaskId)?.IsOfLater(claim) != true).ToDictionary(claim => claim.TaskId, StringComparer.Ordinal);
        var found = picture.OrphanRepair?.Found ?? Nothing;
        var stored = picture.Claims.Where(claim => !found.ContainsKey(claim.TaskId) && !restored.ContainsKey(claim.TaskId));
        claims.Replace(groupId, stored, restored.Values.Concat(picture.Claims.Where(claim => found.ContainsKey(claim.TaskId))));
        SetWaiting(picture.Elements);
        // Another version says that a grabber wrote meanwhile: it may have pushed after the list was read and before the claims were.
        (Incarnation, Version, OrphanRepair, IsCertain) = (picture.Incarnation, picture.Version, picture.OrphanRepair, picture.Version == seen.Version);
        if (restored.Count > 0)
        {
            OrphanRepair = new OrphanRepair(
                picture.Incarnation, picture.Version, [.. restored.Values, .. picture.OrphanRepair?.Claims ?? []], found,
                picture.OrphanRepair?.DuplicateElements ?? new Dictionary<string, DuplicateElements>())
            {
                Replaced = picture.OrphanRepair?.Replaced ?? Nobody,
                Returned = older.Returned,
            };
        }

        _marks.Follow(seen.Marks);
    }

    /// <summary>When all groups are read: what is claimed in another one is not adopted here, or two workers would get it.</summary>
    public void LeaveToOthers() => OrphanRepair = OrphanRepair?.Without(claim => !claims.TryClaim(claim));

    /// <summary>After a loss of the claims, what was known to be taken or set aside is taken or set aside.</summary>
    /// <param name="incarnation">Of the claims as read.</param>
    /// <param name="marks">Those that are left. A lease that was known by its mark alone is known still when the mark is lost too.</param>
    private void Remember(string? incarnation, IReadOnlyDictionary<string, ClaimMark> marks)
    {
        if (incarnation is not null)
        {
            _remembered = [];
        }
        else if (Incarnation is not null)
        {
            _remembered =
            [
                .. claims.Of(groupId)
                    .Select(claim => marks.GetValueOrDefault(claim.TaskId) is var mark && claim.IsStored ? claim.Marked(mark)
                        : mark?.ClaimOf(claim.TaskId, groupId) ?? claim)
                    .Where(claim => claim.IsTaken || claim.State == ClaimState.Parked)
                    .Select(claim => claim.Remembered()),
            ];
        }
    }

    /// <summary>
    /// Finds the part of the knowledge that a picture of the same claims does not have.
    /// Another incarnation was begun by a leader, who has written what that one knew.
    /// </summary>
    private OlderPicture Compare(GroupSnapshot picture)
    {
        var isSame = picture.Incarnation is not null && picture.Incarnation == Incarnation;
        var isOlder = isSame && picture.Version < _knownVersion;
        var older = isOlder || (isSame && _wentBack && picture.Version == _knownVersion)
            ? OlderPicture.Of(picture, claims.Of(groupId), isOlder)
            : OlderPicture.None;
        IsOlder = older.Claims.Count > 0;
        _wentBack &= IsOlder;
        _knownVersion = IsOlder ? _knownVersion : picture.Version;
        return older;
    }

    /// <param name="incarnation">The incarnation of the claims as written.</param>
    /// <param name="version">After the last write.</param>
    /// <param name="writes">How many there were.</param>
    public void Adopted(string incarnation, long version, int writes)
    {
        // The removed elements are gone from the middle of the list; reading it again is simpler than following that, and it happens once.
        IsCertain &= OrphanRepair!.DuplicateElements.Count == 0 && OrphanRepair.Returned.Count == 0;
        Wrote(incarnation, version, writes);
        OrphanRepair = null;
        _remembered = [];
        (IsOlder, _wentBack) = (false, false);
    }

    /// <summary>The store has a claim for this task; if it is not known here, the cache is behind.</summary>
    public void Expect(string taskId) => IsCertain &= claims.Has(taskId, groupId);

    /// <summary>Where an element stood at the last observation, from 1, which is popped next; null when it did not.</summary>
    public QueuePlace? PlaceOf(Guid urn, string list)
    {
        var position = 1;
        foreach (var element in _waiting)
        {
            if (element.Name == urn)
            {
                return new QueuePlace(list, position, _waiting.Count);
            }

            position++;
        }

        return null;
    }

    /// <summary>The elements of the list, the one that is popped next first.</summary>
    public IEnumerable<ListedElement> Waiting => _waiting;

    /// <summary>So many elements are about to come; growing step by step would touch twice the memory.</summary>
    public void MakeRoom(int elements)
    {
        claims.MakeRoom(elements);
        _waiting.EnsureCapacity(_waiting.Count + elements);
    }

    public void Enqueued(IReadOnlyList<Claim> pushed, bool isUrgent, string incarnation, long version)
    {
        claims.Set(pushed);
        if (isUrgent)
        {
            SetWaiting([.. pushed.Reverse().Select(claim => new ListedElement(claim.Urn, claim.TaskId)), .. _waiting]);
            Wrote(incarnation, version);
            return;
        }

        foreach (var claim in pushed)
        {
            Push(new ListedElement(claim.Urn, claim.TaskId));
        }

        Wrote(incarnation, version);
    }

    /// <param name="changes">What was changed.</param>
    /// <param name="incarnation">The incarnation of the claims after it.</param>
    /// <param name="version">After the last write.</param>
    /// <param name="writes">How many there were.</param>
    public void Changed(IReadOnlyList<ClaimChange> changes, string incarnation, long version, int writes)
    {
        var gone = new HashSet<Guid>(changes.Count);
        List<ListedElement> inFront = [], behind = [];
        foreach (var change in changes)
        {
            var (claim, next, task, _) = change;
            claims.Remove(claim);
            if (next is not null)
            {
                claims.Set([next]);
            }

            if (claim.State == ClaimState.Waiting && next?.Urn != claim.Urn)
            {
                gone.Add(claim.Urn);
            }

            if (task is not null)
            {
                (change.IsUrgent ? inFront : behind).Add(new ListedElement(next!.Urn, next.TaskId));
            }
        }

        if (inFront.Count > 0)
        {
            SetWaiting([.. Enumerable.Reverse(inFront), .. _waiting.Where(element => !gone.Contains(element.Name)), .. behind]);
        }
        else
        {
            Replace(gone, behind);
        }

        Wrote(changes.Any(change => change.Next is not null) ? incarnation : Incarnation, version, writes);
    }

    /// <summary>The elements of these claims were taken out of the list, and the claims marked. They count as popped until their marks are read.</summary>
    public void Removed(List<Claim> ended)
    {
        ended.ForEach(claim => claims.Popped(claim.TaskId, claim.Urn));
        Replace([.. ended.Select(claim => claim.Urn)], []);
    }

    private bool Explains(GroupProbe seen)
    {
        if (!IsCertain || seen.Incarnation != Incarnation || seen.Version != Version || seen.Length > _waiting.Count)
        {
            return false;
        }

        while (_waiting.Count > seen.Length)
        {
            var popped = _waiting.Dequeue();
            if (popped.TaskId is not null)
            {
                claims.Popped(popped.TaskId, popped.Name);
            }
        }

        return seen.Length == 0 || (seen.Oldest == _waiting.Peek().Name && seen.Newest == _newest.Name);
    }

    /// <summary>Takes elements out and adds others. The list stays where it is in memory: it is large, and changes at nearly every poll.</summary>
    private void Replace(HashSet<Guid> gone, List<ListedElement> behind)
    {
        _newest = gone.Count > 0 ? default : _newest;
        for (var left = gone.Count > 0 ? _waiting.Count : 0; left > 0; left--)
        {
            var element = _waiting.Dequeue();
            if (!gone.Contains(element.Name))
            {
                Push(element);
            }
        }

        behind.ForEach(Push);
    }

    private void Push(ListedElement element)
    {
        _waiting.Enqueue(element);
        _newest = element;
    }

    private void Wrote(string? incarnation, long version, int writes = 1)
    {
        IsCertain &= version == Version + writes;
        (Incarnation, Version, _knownVersion) = (incarnation, version, version);
    }

    private void SetWaiting(IEnumerable<ListedElement> elements)
    {
        _waiting = new Queue<ListedElement>(elements);
        _newest = _waiting.LastOrDefault();
    }
}
