using CoprJobGrab.Model;
using CoprJobGrab.Queues.Claims;

namespace CoprJobGrab.Queues.Memory;

/// <summary>
/// The writes of whoever releases claims, each in one step: what <c>release.lua</c> does on Redis. Their caller holds the lock.
/// </summary>
internal static class InMemoryMarkWrites
{
    public static int Command(InMemoryGroup group, IReadOnlyList<ClaimCommand> commands, long seenVersion)
    {
        var current = commands.Where(command => command is not ClaimCommand.TellWorker && IsMeant(group, command)).ToList();
        var told = commands.OfType<ClaimCommand.TellWorker>().Where(command => HoldsLease(group, command.Claim!)).Select(command => command.TaskId).ToList();
        var sought = current.Where(
            command => command.Claim is { IsStored: true } && (command.Place != SeenList.Absent || group.Version != seenVersion));
        var waiting = group.Waiting.Find(sought.Select(command => command.Claim!.Urn));
        var done = current.Where(command => command is not ClaimCommand.CancelIfWaiting || waiting.ContainsKey(command.Claim!.Urn)).ToList();
        group.Waiting.Remove(waiting.Values.ToHashSet());
        foreach (var command in done)
        {
            group.Marks[command.TaskId] = ClaimMark.ReleaseOf(
                command.Claim is { IsStored: true } claim ? claim.Urn : Guid.Empty, command.Claim?.Attempt ?? 0, ++group.Revision, command.Reason);
        }

        foreach (var taskId in told)
        {
            group.Marks[taskId] = LeaseOf(group, taskId)!.Telling();
        }

        return done.Count + told.Count;
    }

    private static bool IsMeant(InMemoryGroup group, ClaimCommand command) =>
        group.IsCurrent(command.TaskId, command.Claim) && (command.Claim is { IsStored: true } || !group.Marks.ContainsKey(command.TaskId))
        // A build that has ended keeps its claim until that is told.
        && !(command.Claim is { } claim && group.Marks.GetValueOrDefault(command.TaskId) is ClaimMark.Lease { IsEnded: true } ended && ended.Names(claim));

    private static bool HoldsLease(InMemoryGroup group, Claim claim) =>
        (!group.Claims.TryGetValue(claim.TaskId, out var stored) || InMemoryGroup.Is(stored, claim.Urn, claim.Attempt))
        && LeaseOf(group, claim.TaskId)?.Names(claim) == true;

    private static ClaimMark.Lease? LeaseOf(InMemoryGroup group, string taskId) =>
        group.Marks.GetValueOrDefault(taskId) is ClaimMark.Lease { IsOfLaterVersion: false, IsEnded: false } lease ? lease : null;
}
