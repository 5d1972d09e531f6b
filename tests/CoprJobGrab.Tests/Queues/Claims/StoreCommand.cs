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

    public static StoreCommand Draw(Random random) => random.Next(25) switch
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
        21 or 22 => End(random),
        23 => Untold(random),
        _ => Lose((LostPart)random.Next(5)),
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
            var (seen, placeOf) = await SeenAsync(changes.Select(change => change.Claim.Urn), side, draws);
            var placed = changes.Select(change => change with { Place = Math.Max(0, placeOf(change.Claim.Urn)) }).ToList();
            return changes.Count == 0 ? "" : StoreSide.Describe(await side.Store.ChangeAsync(placed, seen, side.Terms));
        });
    }

    /// <summary>
    /// The places that a process knows which sees the list, or saw it when it was read last, or before another script took an element out of the middle,
    /// or never. Some places are missing.
    /// </summary>
    private static async Task<(SeenList Seen, Func<Guid, int> PlaceOf)> SeenAsync(IEnumerable<Guid> urns, StoreSide side, Random draws)
    {
        var (names, version) = (await side.Store.NamesAsync(CancellationToken.None), (await side.Store.ProbeAsync()).Version);
        names.Reverse();
        // Where two elements have one name, a place that is mistaken may be that of the other one.
        switch (draws.Next(names.Distinct().Count() < names.Count ? 2 : 6))
        {
            case 0:
                return (default, _ => 0);
            case 2 or 3:
                (names, version) = ([.. side.Snapshot.Elements.Select(element => element.Name)], side.Snapshot.Version);
                break;
            case 4:
                names.Insert(draws.Next(names.Count + 1), Guid.NewGuid());
                break;
        }

        var places = urns.Distinct().ToDictionary(urn => urn, _ => SeenList.Absent);
        var seen = SeenList.Of(names.Select(name => new ListedElement(name, null)), places);
        return (seen with { Version = version }, urn => draws.Next(8) == 0 ? 0 : places[urn]);
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
        var (seed, reason) = (random.Next(), (ReleaseReason)random.Next(4));
        var taskIds = Enumerable.Range(0, random.Next(1, 4)).Select(_ => (Id: Any(random), IsKnown: random.Next(5) > 0)).DistinctBy(task => task.Id).ToList();
        return Told($"release {string.Join(' ', taskIds)} {reason} {seed}", async side =>
        {
            var commands = taskIds.Select(task =>
                (task.IsKnown ? side.Claims.FirstOrDefault(claim => claim.TaskId == task.Id) : null) is not { } claim
                    ? new ClaimCommand.End(task.Id, StoreSide.GroupId, reason)
                    : reason == ReleaseReason.Cancelled ? ClaimCommand.Cancel(claim) : new ClaimCommand.End(claim, reason)).ToList();
            var (seen, placeOf) = await SeenAsync(commands.Select(UrnOf), side, new Random(seed));
            return $"{await side.Store.CommandAsync([.. commands.Select(command => command with { Place = placeOf(UrnOf(command)) })], seen)}";
        });
    }

    private static Guid UrnOf(ClaimCommand command) => command.Claim?.Urn ?? Guid.Empty;

    private static StoreCommand Take(Random random)
    {
        var (lease, most) = (Lease(random), random.Next(1, 4));
        return Told($"take {most} for {lease}", async side =>
        {
            var oldest = await side.Store.OldestAsync(most);
            var (popped, taken) = await side.Store.TakeAsync([.. oldest.Select(element => (WaitingElement.Read(element), element))], lease);
            side.Builds.AddRange(taken);
            return $"{popped} {string.Join(" / ", taken.Select(StoreSide.Describe))}";
        });
    }

    private static StoreCommand Renew(Random random)
    {
        var lease = Lease(random);
        return OfBuilds($"renew for {lease}", random, async (side, builds) => await side.Store.RenewAsync(builds, lease));
    }

    private static StoreCommand End(Random random)
    {
        var (lease, teller) = (Lease(random), Teller(random));
        return OfBuilds($"end by {teller} for {lease}", random, async (side, builds) => await side.Store.EndAsync(
            [.. builds.Select(build => new EndedBuild(build, Encoding.UTF8.GetBytes($"{teller} told\nof {build.TaskId}")))], teller, lease));
    }

    private static StoreCommand Untold(Random random)
    {
        var (lease, teller) = (Lease(random), Teller(random));
        return Told($"untold to {teller} for {lease}", async side =>
        {
            var untold = (await side.Store.UntoldAsync(teller, lease)).OrderBy(ended => ended.Build.TaskId, StringComparer.Ordinal).ToList();
            side.Builds.AddRange(untold.Select(ended => ended.Build));
            return string.Join(" / ", untold.Select(ended => $"{StoreSide.Describe(ended.Build)} {Encoding.UTF8.GetString(ended.Report.Span)}"));
        });
    }

    private static StoreCommand Finish(Random random)
    {
        // No pause that ends by itself while the commands run: each store counts by its own clock.
        BuildRelease release = random.Next(5) switch
        {
            0 => new BuildRelease.Cancelled(),
            1 => new BuildRelease.GivenBack("it\nfailed"),
            2 => new BuildRelease.Interrupted(),
            3 => new BuildRelease.Unfit("the chroot is gone"),
            _ => new BuildRelease.Finished(),
        };
        return OfBuilds(
            $"finish by {release}", random,
            async (side, builds) => await side.Store.FinishAsync([.. builds.Select(build => (build, ReleaseWords.Of(release)))]));
    }

    private static StoreCommand OfBuilds(string text, Random random, Func<StoreSide, IReadOnlyList<TakenBuild>, Task<IReadOnlyList<bool>>> runAsync)
    {
        var (which, count) = (random.Next(8), random.Next(1, 4));
        return Told($"{text}, {count} from {which}", async side =>
            string.Join(' ', await runAsync(side, [.. Enumerable.Reverse(side.Builds).Skip(which).Take(count).DistinctBy(build => build.TaskId)])));
    }

    private static StoreCommand OfBuilds(string text, Random random, Func<StoreSide, IReadOnlyList<TakenBuild>, Task<IReadOnlyList<TakenBuild?>>> runAsync)
    {
        var (which, count) = (random.Next(8), random.Next(1, 4));
        return Told($"{text}, {count} from {which}", async side =>
        {
            List<TakenBuild> builds = [.. Enumerable.Reverse(side.Builds).Skip(which).Take(count).DistinctBy(build => build.TaskId)];
            var held = await runAsync(side, builds);
            for (var position = 0; position < held.Count; position++)
            {
                var at = side.Builds.IndexOf(builds[position]);
                side.Builds[at] = held[position] ?? side.Builds[at];
            }

            return string.Join(" / ", held.Select(StoreSide.Describe));
        });
    }

    private static string Teller(Random random) => random.Next(2) == 0 ? "one" : "other";

    private static StoreCommand Lose(LostPart part) => Told($"lose {part}", async side => { await side.LoseAsync(part); return ""; });

    /// <summary>A lease that lasts, or one that is over.</summary>
    private static TimeSpan Lease(Random random) => random.Next(3) == 0 ? TimeSpan.FromMinutes(-10) : TimeSpan.FromHours(10);

    private static string Any(Random random) => TaskIds[random.Next(TaskIds.Length)];

    private static StoreCommand Told(string text, Func<StoreSide, Task<string>> runAsync) => new(text, runAsync);
}
