namespace CoprJobGrab.Snippets;

#region own-queue-table
/// <summary>
/// A row of the host's table, whose key is the task's id. A worker takes the waiting row with the smallest place, and sets its state to Silent.
/// </summary>
public sealed record BuildRow(Claim Claim, long Place, ReadOnlyMemory<byte> Envelope);

/// <summary>The host's own access to that table.</summary>
public interface IBuildTable
{
    /// <summary>Reads all rows, and how often each builder group was written.</summary>
    Task<(IReadOnlyList<BuildRow> Rows, IReadOnlyDictionary<string, long> Writes)> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Puts another row, or none, in the place of the row that was found, in one statement: INSERT … ON CONFLICT DO NOTHING where none was found,
    /// else UPDATE or DELETE … WHERE urn = @urn AND attempt = @attempt AND state = @state. Answers whether a row was changed.
    /// </summary>
    Task<bool> WriteAsync(string taskId, Claim? found, BuildRow? replacement, CancellationToken cancellationToken);
}
#endregion

#region own-queue
public sealed class TableQueue(IBuildTable table, TimeProvider time) : SimpleBuildQueue
{
    public override async ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken)
    {
        var (rows, writes) = await table.ReadAsync(cancellationToken);
        var waiting = rows.Where(row => row.Claim.State == ClaimState.Waiting).CountBy(row => row.Claim.GroupId).ToDictionary();
        return new QueueState(
            writes.Keys.ToDictionary(
                id => id, id => new GroupState(id, waiting.GetValueOrDefault(id), null, writes[id]) { Time = time.GetUtcNow() }),
            rows.ToDictionary(row => row.Claim.TaskId, row => row.Claim));
    }

    public override async ValueTask<IReadOnlyList<GroupResult>> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken)
    {
        var (rows, _) = await table.ReadAsync(CancellationToken.None);
        var groups = new List<GroupResult>();
        foreach (var group in plan.Groups)
        {
            groups.Add(await ApplyAsync(group, rows, cancellationToken));
        }

        return groups;
    }

    private async Task<GroupResult> ApplyAsync(GroupPlan plan, IReadOnlyList<BuildRow> rows, CancellationToken stop)
    {
        List<string> enqueued = [], requeued = [], parked = [], duplicates = [], withdrawn = [], superseded = [], stamped = [];
        var urgent = plan.Enqueue.Count(task => task.IsUrgent) + plan.Requeue.Count(task => task.IsUrgent);
        var first = rows.Select(row => row.Place).DefaultIfEmpty().Min() - urgent;
        var last = rows.Select(row => row.Place).DefaultIfEmpty().Max();
        List<(string TaskId, Claim? Found, BuildRow? Next, List<string> Done, List<string> Refused)> writes =
        [
            .. plan.Withdraw.Select(end => (end.Claim.TaskId, end.Claim, default(BuildRow), withdrawn, superseded)),
            .. plan.Park.Select(end => (end.Claim.TaskId, end.Claim, Without(end.Claim with
            {
                State = ClaimState.Parked, ParkedBecause = end.Reason,
            }), parked, superseded)),
            .. plan.Stamp.Select(claim => (claim.TaskId, claim, Without(claim), stamped, superseded)),
            .. plan.Requeue.Select(again => (
                again.Task.TaskId, again.Claim, Row(again.Task, again.Claim.Limits, again.Attempt, again.IsUrgent), requeued, superseded)),
            .. plan.Enqueue.Select(task => (task.TaskId, default(Claim), Row(task.Task, task.Limits, 1, task.IsUrgent), enqueued, duplicates)),
        ];
        BuildQueueException? error = null;
        try
        {
            foreach (var write in writes.TakeWhile(_ => !stop.IsCancellationRequested))
            {
                (await table.WriteAsync(write.TaskId, write.Found, write.Next, CancellationToken.None) ? write.Done : write.Refused).Add(write.TaskId);
            }
        }
        catch (System.Data.Common.DbException fault)
        {
            error = new BuildQueueException($"Builder group {plan.GroupId} could not be written: {fault.Message}", fault);
        }

        return new GroupResult(plan.GroupId)
        {
            Enqueued = enqueued, Requeued = requeued, Parked = parked, Duplicates = duplicates, Withdrawn = withdrawn, Superseded = superseded, Error = error,
        };

        BuildRow Row(BuildTask task, LimitKeys limits, int attempt, bool isUrgent)
        {
            var claim = new Claim(task.TaskId, plan.GroupId, Guid.NewGuid(), attempt, ClaimState.Waiting, limits) { QueuedAt = time.GetUtcNow() };
            return new BuildRow(claim, isUrgent ? first++ : ++last, RetaskEnvelope.Write(task, claim.Urn));
        }
    }

    private static BuildRow Without(Claim claim) => new(claim, 0, default);
}
#endregion
