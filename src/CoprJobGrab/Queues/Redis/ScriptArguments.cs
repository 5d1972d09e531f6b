using System.Diagnostics;
using CoprJobGrab.Queues.Claims;
using CoprJobGrab.Queues.Retask;
using StackExchange.Redis;

namespace CoprJobGrab.Queues.Redis;

/// <summary>The arguments of scripts.</summary>
internal static class ScriptArguments
{
    /// <summary>How many <c>leader.lua</c> takes.</summary>
    public const int OfLeader = 4;

    public static void Fill(Span<RedisValue> arguments, LeaderTerms terms) =>
        (arguments[0], arguments[1], arguments[2], arguments[3]) = (terms.Epoch, terms.Observed ?? "", terms.Current, terms.Version);

    private static List<RedisValue> Of(LeaderTerms terms)
    {
        var arguments = new RedisValue[OfLeader];
        Fill(arguments, terms);
        return [.. arguments];
    }

    public static RedisValue[] Of(OrphanRepair repair, LeaderTerms terms)
    {
        var arguments = Of(terms);
        arguments.Add(repair.Claims.Count);
        using var text = new ClaimText();
        foreach (var claim in repair.Claims)
        {
            arguments.Add(TaskIdText.Value(claim.TaskId));
            arguments.Add(text.Bytes(claim));
            arguments.Add(
                repair.Replaced.Contains(claim.TaskId) ? claim.Urn.ToString("D")
                : repair.Returned.TryGetValue(claim.TaskId, out var returned) ? $"-{returned:D}"
                : "");
        }

        foreach (var (digest, duplicate) in repair.DuplicateElements)
        {
            arguments.Add(digest);
            arguments.Add(duplicate.Count);
            arguments.Add(duplicate.AreCopies ? 1 : 0);
        }

        return [.. arguments];
    }

    public static RedisValue[] Of(IReadOnlyList<ClaimChange> changes, SeenList seen, LeaderTerms terms)
    {
        var arguments = Of(terms);
        arguments.Add(seen.Name.ToString("D"));
        arguments.Add(seen.Length);
        using var text = new ClaimText();
        var python = new PythonJsonWriter();
        foreach (var change in changes)
        {
            var (claim, next, task, _) = change;
            arguments.Add(TaskIdText.Value(claim.TaskId));
            arguments.Add(ClaimText.NameOf(claim));
            arguments.Add(claim.Attempt);
            arguments.Add(change.RemovesElement ? claim.Urn.ToString("D") : "");
            arguments.Add(change.Place);
            arguments.Add(claim.Mark?.Text ?? "");
            arguments.Add(next is null ? "" : text.Bytes(next));
            arguments.Add(task is null ? "" : RetaskEnvelope.Bytes(task, next!.Urn, python, terms.Trace));
            arguments.Add(change.KeepsMark ? "" : change.IsUrgent ? PushEnd.PoppedNext : PushEnd.PoppedLast);
        }

        return [.. arguments];
    }

    public static RedisValue[] Of(IReadOnlyList<ClaimCommand> commands, SeenList seen)
    {
        var arguments = new List<RedisValue>(3 + (6 * commands.Count)) { seen.Name.ToString("D"), seen.Length, seen.Version };
        foreach (var command in commands)
        {
            arguments.Add(TaskIdText.Value(command.TaskId));
            arguments.Add(command switch
            {
                { Claim: null } => "-",
                ClaimCommand.TellWorker { Claim: { } leased } => leased.Urn.ToString("D"),
                { Claim: { } claim } => ClaimText.NameOf(claim),
            });
            arguments.Add(command.Claim?.Attempt ?? 0);
            arguments.Add(command.Reason.ToString());
            arguments.Add(command switch
            {
                ClaimCommand.End => "",
                ClaimCommand.CancelIfWaiting => "W",
                ClaimCommand.TellWorker => "L",
                _ => throw new UnreachableException($"The command {command} is of no known kind."),
            });
            arguments.Add(command.Place);
        }

        return [.. arguments];
    }
}
