using System.Text;

namespace CoprJobGrab.Tests.Queues;

/// <summary>The store in memory.</summary>
internal sealed class MemorySide : StoreSide
{
    private readonly InMemoryGroup _group;

    private MemorySide(InMemoryStore store) : base(((IClaimStore)store).Group(GroupId)) =>
        store.Groups[GroupId] = _group = new InMemoryGroup { Incarnation = null };

    public static MemorySide Create() => new(new InMemoryStore(TimeProvider.System));

    public override Task PushAsync(byte[] element)
    {
        _group.Waiting.Push(new InMemoryElement(element));
        return Task.CompletedTask;
    }

    public override Task PopAsync()
    {
        _group.Waiting.Pop();
        return Task.CompletedTask;
    }

    public override Task<IEnumerable<string>> ReportsAsync() => Task.FromResult(_group.Reports.Select(report =>
        $"{report.Key} {report.Value.Urn} {report.Value.Attempt} 0 {report.Value.Teller}\n{Encoding.UTF8.GetString(report.Value.Text.Span)}"));

    public override Task LoseAsync(LostPart part)
    {
        switch (part)
        {
            case LostPart.Claims:
                _group.LoseClaims();
                break;
            case LostPart.Marks:
                _group.Marks.Clear();
                break;
            case LostPart.Meta:
                _group.LoseMeta();
                break;
            case LostPart.Reports:
                _group.Reports.Clear();
                break;
            case LostPart.List:
                _group.Waiting.Clear();
                break;
        }

        return Task.CompletedTask;
    }
}
