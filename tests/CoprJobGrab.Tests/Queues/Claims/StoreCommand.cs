using System.Text;
using System.Text.Json;
using CoprJobGrab.Testing;

namespace CoprJobGrab.Tests.Queues;

/// <summary>A command that both stores get. Whatever is drawn is drawn before; what it names is what each store has shown.</summary>
/// <param name="Text">For a message.</param>
/// <param name="RunAsync">Runs it, and says what the store answered.</param>
internal sealed record StoreCommand(string Text, Func<StoreSide, Task<string>> RunAsync)
{
    private static readonly string[] TaskIds = ["a", "b", "c", "d", "é", "f-fedora-42-x86_64"];
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    public static StoreCommand Draw(Random random) => random.Next(22) switch
    {
        0 or 1 => Stamp(random),
        2 or 3 => Push(random),
        4 => Told("pop", async side => { await side.PopAsync(); return ""; }),
        5 or 6 or 7 => Told("read", side => side.ReadAsync()),
        8 or 9 =>
            Told("adopt", async side => side.Snapshot.OrphanRepair is { } repair ? StoreSide.Describe(await side.Store.AdoptAsync(repair, side.Terms)) : ""),
        10 or 11 or 12 => Enqueue(random),
        13 or 14 or 15 => Change(random),
        16 => Release(random),
        17 or 18 => Take(random),
        19 => Renew(random),
        20 => Finish(random),
        _ => Lose((LostPart)random.Next(4)),
    };

    /// <summary>A leader begins, or one goes on that was passed over.</summary>
    private static StoreCommand Stamp(Random random)
    {
        var (epoch, leads) = (random.Next(1, 4), random.Next(4) > 0);
        return Told($"stamp {epoch} {leads}", async side =>
        {
            var held = await side.Store.StampAsync(epoch);
            side.Epoch = leads ? held : side.Epoch;
            return $"{held}";
        });
    }

    private static StoreCommand Push(Random random)
    {
        var taskId = Any(random);
        var record = JsonSerializer.Serialize($$"""{"task_id": "{{taskId}}", "chroot": "fedora-42-x86_64"}""");
        // Not one name for two tasks: which of their claims waits then depends on the order in which the claims are read.
        var uuid = new Guid(random.Next(2), (short)Array.IndexOf(TaskIds, taskId), 2, [3, 4, 5, 6, 7, 8, 9, 10]).ToString();
        var element = random.Next(6) switch
        {
            0 => "garbage",
            1 => $$"""{"_data": {{record}}}""",
            2 => $$"""{"urn": "urn:uuid:{{uuid}}", "_data": {{record}}}""",
            3 => $$"""{"_data": {{record}}, "urn": "urn:uuid:{{uuid.ToUpperInvariant()}}"}""",
            4 => $$"""{"_data": {{record}},"urn":"urn:uuid:{{uuid}}" }""",
            _ => $$"""{"_data": {{record}}, "urn": "urn:uuid:{{uuid}}"}""",
        };
        return Told($"push {element}", async side => { await side.PushAsync(Encoding.UTF8.GetBytes(element)); return ""; });
    }

    private static StoreCommand Enqueue(Random random)
    {
        var tasks = Enumerable.Range(0, random.Next(1, 5)).Select(_ => (Id: Any(random), IsUrgent: random.Next(4) == 0))
            .OrderByDescending(task => task.IsUrgent).ToList();
        return Told($"enqueue {string.Join(' ', tasks)}", async side =>
        {
            var answers = new List<string>();
            var isRefused = false;
            await side.Store.EnqueueAsync(
                [.. tasks.Select(task => new EnqueuedTask(Plans.Task(task.Id), new LimitKeys { Owner = "jdoe" }) { IsUrgent = task.IsUrgent })],
                Now,
                side.Terms,
                batch =>
                {
                    // Redis may have been sent the next batch by then, which it refuses for the same reason.
                    answers.AddRange(isRefused ? [] : [Describe(batch)]);
                    isRefused |= batch.Answer.IsRefused;
                },
                CancellationToken.None);
            return string.Join(" / ", answers);
        });
    }

    private static string Describe(EnqueuedBatch batch) =>
        $"{StoreSide.Describe(batch.Answer)} of {string.Join(' ', batch.Claims.Select(claim => $"{claim.TaskId} {claim.Urn}"))} {batch.IsUrgent}";

    private static StoreCommand Change(Random random)
    {
        var seed = random.Next();
        return Told($"change {seed}", async side =>
        {
            var draws = new Random(seed);
            var changes = side.Claims.Where(_ => draws.Next(2) == 0).Select(claim => Changed(claim, draws)).ToList();
            return changes.Count == 0 ? "" : StoreSide.Describe(await side.Store.ChangeAsync(changes, side.Terms));
        });
    }

    /// <summary>As a plan changes claims: the record of a release that nobody's claim stands beside is never written down as a claim.</summary>
    private static ClaimChange Changed(Claim claim, Random draws) => draws.Next(claim.IsOfNobody ? 2 : 4) switch
    {
        0 => new ClaimChange(claim, null, null, null),
        1 => new ClaimChange(claim, Next(claim), Plans.Task(claim.TaskId), null) { IsUrgent = draws.Next(2) == 0 },
        2 => new ClaimChange(claim, claim.Unmarked(ClaimState.Parked) with { ParkedBecause = "it failed", IsStored = true }, null, null),
        _ => new ClaimChange(claim, claim with { SilentSince = Now }, null, null),
    };

    private static Claim Next(Claim claim) =>
        new(claim.TaskId, claim.GroupId, Guid.NewGuid(), claim.Attempt + 1, ClaimState.Waiting, claim.Limits) { QueuedAt = Now };

    private static StoreCommand Release(Random random)
    {
        var (taskId, reason, isKnown) = (Any(random), (ReleaseReason)random.Next(4), random.Next(5) > 0);
        return Told($"release {taskId} {reason} {isKnown}", async side =>
        {
            var claim = isKnown ? side.Claims.FirstOrDefault(claim => claim.TaskId == taskId) : null;
            ClaimCommand command = claim is null ? new ClaimCommand.End(taskId, StoreSide.GroupId, reason)
                : reason == ReleaseReason.Cancelled ? ClaimCommand.Cancel(claim) : new ClaimCommand.End(claim, reason);
            return $"{await side.Store.CommandAsync([command], CancellationToken.None)}";
        });
    }

    private static StoreCommand Take(Random random)
    {
        var lease = Lease(random);
        return Told($"take for {lease}", async side =>
        {
            if (await side.Store.NextAsync() is not { } element)
            {
                return "empty";
            }

            if (WaitingElement.Read(element) is not { } waiting)
            {
                await side.Store.DropAsync(element);
                return "dropped";
            }

            var taken = await side.Store.TakeAsync(waiting, element, lease);
            if (taken is not null)
            {
                side.Builds.Add(taken);
            }

            return StoreSide.Describe(taken);
        });
    }

    private static StoreCommand Renew(Random random)
    {
        var (which, lease) = (random.Next(8), Lease(random));
        return Told($"renew {which} for {lease}", async side =>
        {
            if (which >= side.Builds.Count)
            {
                return "none";
            }

            var renewed = await side.Store.RenewAsync(side.Builds[^(which + 1)], lease);
            side.Builds[^(which + 1)] = renewed ?? side.Builds[^(which + 1)];
            return StoreSide.Describe(renewed);
        });
    }

    private static StoreCommand Finish(Random random)
    {
        var which = random.Next(8);
        return Told(
            $"finish {which}",
            async side => which >= side.Builds.Count ? "none" : $"{await side.Store.FinishAsync(side.Builds[^(which + 1)], ReleaseReason.Finished)}");
    }

    private static StoreCommand Lose(LostPart part) => Told($"lose {part}", async side => { await side.LoseAsync(part); return ""; });

    /// <summary>A lease that lasts, or one that is over.</summary>
    private static TimeSpan Lease(Random random) => random.Next(3) == 0 ? TimeSpan.FromMinutes(-10) : TimeSpan.FromHours(10);

    private static string Any(Random random) => TaskIds[random.Next(TaskIds.Length)];

    private static StoreCommand Told(string text, Func<StoreSide, Task<string>> runAsync) => new(text, runAsync);
}
