using System.Buffers;
using CoprJobGrab.Queues.Claims;
using CoprJobGrab.Queues.Retask;
using StackExchange.Redis;

namespace CoprJobGrab.Queues.Redis;

/// <summary>
/// The arguments of one enqueue call. Used again when its call has been answered, never when that is unknown: the client may still hold the bytes then.
/// </summary>
internal sealed class EnqueueArguments
{
    private const int Heading = ScriptArguments.OfLeader + 2;

    private readonly ArrayBufferWriter<byte> _bytes = new(64 << 10);
    private readonly List<int> _ends = [];
    private readonly List<Claim> _claims = [];
    private readonly Guid[] _urns = new Guid[EnqueuedBatch.MaxTasks];
    private readonly PythonJsonWriter _python = new();

    public IReadOnlyList<Claim> Claims => _claims;

    public RedisValue[] Values { get; private set; } = [];

    /// <summary>True when its tasks go to the end that is popped next.</summary>
    public bool IsUrgent { get; private set; }

    /// <summary>Takes tasks from <paramref name="next"/> on, which are queued at <paramref name="now"/>; returns where the following batch begins.</summary>
    public int Fill(IReadOnlyList<EnqueuedTask> tasks, int next, string groupId, DateTimeOffset now, LeaderTerms terms)
    {
        _bytes.ResetWrittenCount();
        _ends.Clear();
        _claims.Clear();
        var first = next;
        IsUrgent = tasks[first].IsUrgent;
        var (count, size) = (0, 0L);
        while (first + count < tasks.Count
            && count < EnqueuedBatch.MaxTasks
            && tasks[first + count].IsUrgent == IsUrgent
            && (size += tasks[first + count].Task.Json.Length) <= EnqueuedBatch.MaxBytes)
        {
            count++;
        }

        // A task that is larger than a whole batch has one of its own.
        count = Math.Max(count, 1);

        Urns.Fill(_urns.AsSpan(0, count));
        using var claimText = new ClaimText();
        for (var position = 0; position < count; position++)
        {
            WriteClaim(claimText, tasks[first + position], groupId, _urns[position], now);
        }

        for (var position = 0; position < count; position++)
        {
            RetaskEnvelope.Write(_bytes, tasks[first + position].Task.Json.Span, _urns[position], _python, terms.Trace);
            _ends.Add(_bytes.WrittenCount);
        }

        SetArguments(count, terms);
        return first + count;
    }

    private void WriteClaim(ClaimText claimText, EnqueuedTask task, string groupId, Guid urn, DateTimeOffset now)
    {
        var claim = new Claim(task.TaskId, groupId, urn, 1, ClaimState.Waiting, task.Limits) { QueuedAt = now };
        _claims.Add(claim);
        TaskIdText.Write(claim.TaskId, _bytes);
        _ends.Add(_bytes.WrittenCount);
        claimText.Write(claim, _bytes);
        _ends.Add(_bytes.WrittenCount);
    }

    private void SetArguments(int count, LeaderTerms terms)
    {
        if (Values.Length != Heading + _ends.Count)
        {
            Values = new RedisValue[Heading + _ends.Count];
        }

        ScriptArguments.Fill(Values, terms);
        Values[ScriptArguments.OfLeader] = IsUrgent ? PushEnd.PoppedNext : PushEnd.PoppedLast;
        Values[ScriptArguments.OfLeader + 1] = count;
        var start = 0;
        for (var position = 0; position < _ends.Count; position++)
        {
            Values[Heading + position] = _bytes.WrittenMemory[start.._ends[position]];
            start = _ends[position];
        }
    }
}
