using CoprJobGrab.Snippets;
using CoprJobGrab.Testing.Xunit;

namespace CoprJobGrab.Tests.Queues;

/// <summary>The own queue of the guide keeps the rules of the contract.</summary>
public sealed class TableQueueSpecs : BuildQueueContract
{
    private readonly MemoryTable _table = new("0", "1");

    protected override Task<IBuildQueue> CreateAsync() => Task.FromResult<IBuildQueue>(new TableQueue(_table, TimeProvider.System));

    protected override Task<byte[]?> PopAsync(string groupId) => Task.FromResult(_table.Pop(groupId));

    private sealed class MemoryTable(params string[] groups) : IBuildTable
    {
        private readonly Dictionary<string, BuildRow> _rows = [];
        private readonly Dictionary<string, long> _writes = groups.ToDictionary(group => group, _ => 0L);

        public byte[]? Pop(string groupId)
        {
            var next = _rows.Values.Where(row => row.Claim.GroupId == groupId && row.Claim.State == ClaimState.Waiting).MinBy(row => row.Place);
            if (next is not null)
            {
                _rows[next.Claim.TaskId] = next with { Claim = next.Claim with { State = ClaimState.Silent } };
            }

            return next?.Envelope.ToArray();
        }

        public Task<(IReadOnlyList<BuildRow> Rows, IReadOnlyDictionary<string, long> Writes)> ReadAsync(CancellationToken cancellationToken) =>
            Task.FromResult<(IReadOnlyList<BuildRow>, IReadOnlyDictionary<string, long>)>(([.. _rows.Values], _writes.ToDictionary()));

        public Task<bool> WriteAsync(string taskId, Claim? found, BuildRow? replacement, CancellationToken cancellationToken)
        {
            var stored = _rows.GetValueOrDefault(taskId)?.Claim;
            if (stored?.Urn != found?.Urn || stored?.Attempt != found?.Attempt || stored?.State != found?.State)
            {
                return Task.FromResult(false);
            }

            _rows.Remove(taskId);
            if (replacement is not null)
            {
                _rows[taskId] = replacement;
            }

            _writes[(found ?? replacement!.Claim).GroupId]++;
            return Task.FromResult(true);
        }
    }
}
