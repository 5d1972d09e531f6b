using CoprJobGrab.Model.Records;
using CoprJobGrab.Queues.Retask;

namespace CoprJobGrab.Queues.Claims;

/// <summary>Finds out which tasks a list's elements are, when their names do not tell.</summary>
internal sealed class OrphanScan(string groupId, IReadOnlyDictionary<string, Claim> known)
{
    private readonly Dictionary<string, Claim> _listed = new(StringComparer.Ordinal);
    private readonly List<Claim> _adopted = [];
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _kept = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _found = new(StringComparer.Ordinal);
    private readonly HashSet<string> _replaced = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DuplicateElements> _surplus = [];
    private readonly BuildRecordReader _records = new();

    /// <summary>The tasks that stand in the list, each once, with the claim that it has or is to have.</summary>
    public IReadOnlyDictionary<string, Claim> Listed => _listed;

    /// <summary>Looks at one element; they come in the order in which they are popped.</summary>
    /// <returns>The element; it belongs to no task when it is surplus or no build.</returns>
    public ListedElement See(Guid name, ReadOnlyMemory<byte> element)
    {
        if (Task(element) is not { } task)
        {
            return new ListedElement(name, null);
        }

        if (_kept.TryGetValue(task.Id, out var kept))
        {
            var digest = ElementDigest.Of(element);
            _surplus[digest] = new DuplicateElements(_surplus.GetValueOrDefault(digest).Count + 1, element.Span.SequenceEqual(kept.Span));
            return new ListedElement(name, null);
        }

        var claim = known.TryGetValue(task.Id, out var current)
            ? current with { Urn = name, State = ClaimState.Waiting }
            : new Claim(task.Id, groupId, name, 1, ClaimState.Waiting, task.Limits);
        if (current is null)
        {
            _adopted.Add(claim);
            _found[task.Id] = ElementDigest.Of(element);
        }
        else if (current.Urn != name)
        {
            _adopted.Add(claim);
            _replaced.Add(task.Id);
        }

        (_listed[task.Id], _kept[task.Id]) = (claim, element);
        return new ListedElement(name, task.Id);
    }

    public OrphanRepair? Result(string? incarnation, long version) =>
        _adopted.Count == 0 && _surplus.Count == 0 ? null : new OrphanRepair(incarnation, version, _adopted, _found, _surplus) { Replaced = _replaced };

    private (string Id, LimitKeys Limits)? Task(ReadOnlyMemory<byte> element)
    {
        try
        {
            var record = _records.ReadAlone(PythonLiterals.WithoutThem(RetaskEnvelope.Read(element).Data), index: 0);
            return record.Task is { } task ? (task.TaskId, task.Limits)
                : record.Broken?.TaskId is { } id ? (id, new LimitKeys())
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
