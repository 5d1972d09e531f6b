using System.Buffers;
using StackExchange.Redis;

namespace CoprJobGrab;

/// <summary>Ends a group's claims that are listed no more. Many at a time, because every call looks through the list once.</summary>
internal static class WithdrawStep
{
    private const int ClaimsAtOnce = 5_000;
    private const int Withdrawn = 0, Popped = 1;

    public static async Task RunAsync(
        IDatabase database, QueueKeys keys, GroupMirror mirror, GroupPlan plan, ExpectedIncarnation incarnation, GroupOutcome outcome, CancellationToken cancellationToken)
    {
        foreach (var part in plan.Withdraw.Chunk(ClaimsAtOnce))
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            var reply = (RedisResult[])(await database.ScriptEvaluateAsync(LuaScripts.Withdraw, keys.All, Arguments(part, incarnation.Current)).ConfigureAwait(false))!;
            if ((int)reply[0] == 0)
            {
                outcome.Stale = true;
                return;
            }

            Note(reply, part, mirror, incarnation, outcome);
        }
    }

    private static RedisValue[] Arguments(Decision.Withdraw[] part, string incarnation)
    {
        var arguments = new List<RedisValue>(2 + (4 * part.Length)) { incarnation, part.Length };
        foreach (var (claim, _) in part)
        {
            var taskId = new ArrayBufferWriter<byte>();
            TaskIdText.Write(claim.TaskId, taskId);
            arguments.Add(taskId.WrittenMemory);
            arguments.Add(claim.Urn == Guid.Empty ? "" : claim.Urn.ToString("D"));
            arguments.Add(claim.Attempt);
            arguments.Add(claim.Standing == ClaimStanding.Waiting ? claim.Urn.ToString("D") : "");
        }

        return [.. arguments];
    }

    private static void Note(RedisResult[] reply, Decision.Withdraw[] part, GroupMirror mirror, ExpectedIncarnation incarnation, GroupOutcome outcome)
    {
        var ended = new List<Claim>(part.Length);
        for (var position = 0; position < part.Length; position++)
        {
            var claim = part[position].Claim;
            var became = (int)reply[position + 2];
            if (became == Withdrawn)
            {
                ended.Add(claim);
                outcome.Withdrawn.Add(claim.TaskId);
                continue;
            }

            outcome.Superseded.Add(claim.TaskId);
            if (became != Popped)
            {
                mirror.Doubt();
            }
        }

        if (ended.Count > 0)
        {
            mirror.Withdrew(ended, incarnation.Current, (long)reply[1]);
        }
    }
}
