using CoprJobGrab.Model;

namespace CoprJobGrab.Queues.Claims;

/// <summary>The marks of one group, as last observed, laid over its claims.</summary>
internal sealed class GroupMarks(string groupId, ClaimTable claims)
{
    private Dictionary<string, ClaimMark> _marks = new(StringComparer.Ordinal);

    public int Count => _marks.Count;

    public void Follow(IReadOnlyDictionary<string, ClaimMark> seen)
    {
        foreach (var taskId in _marks.Keys.Where(taskId => !seen.ContainsKey(taskId)))
        {
            claims.Mark(taskId, groupId, null);
        }

        _marks = new(seen, StringComparer.Ordinal);
        foreach (var (taskId, mark) in seen)
        {
            claims.Mark(taskId, groupId, mark);
        }
    }
}
