using System.Collections.Concurrent;
using CoprJobGrab.TestKit;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

/// <summary>The rules that the documentation gives the Redis user of a host that only builds are enough, and none of them is too many.</summary>
public sealed class WorkerAclSpecs
{
    private const int MostTries = 1_000;
    private const string Secret = "s3cret-of-the-test";

    // The client looks around with these when it connects, and does without them where it may not.
    private static readonly string[] Optional = ["config|get", "info", "cluster|", "sentinel|masters", "get", "__Booksleeve", "client|"];

    // Sent over a connection that is idle for a minute, which is longer than the test lasts.
    private const string KeepAlive = "+ping";

    [Fact]
    public async Task A_user_with_the_documented_rules_can_do_everything_that_a_worker_does()
    {
        var (refused, fault) = await WorkAsync(RedisAclDocument.WorkerRules);

        string.Join(", ", refused).Should().BeEmpty();
        fault.Should().BeNull();
    }

    [Fact]
    public async Task Without_any_one_of_the_documented_rules_something_is_refused()
    {
        var superfluous = new ConcurrentQueue<string>();
        var rules = RedisAclDocument.WorkerRules;
        await Parallel.ForEachAsync(rules.Where(rule => rule != KeepAlive), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (rule, _) =>
        {
            if ((await WorkAsync([.. rules.Where(other => other != rule)])).Refused.Count == 0)
            {
                superfluous.Enqueue(rule);
            }
        });

        string.Join(", ", superfluous).Should().BeEmpty();
    }

    /// <summary>Has a worker under these rules do all that it ever does; what Redis refused it, and what went wrong.</summary>
    private static async Task<(IReadOnlyList<string> Refused, string? Fault)> WorkAsync(IReadOnlyList<string> rules)
    {
        await using var server = await RedisServer.StartAsync("--acllog-max-len", "1000");
        var admin = await server.DatabaseAsync();
        await admin.ExecuteAsync("ACL", ["SETUSER", "builder", "reset", "on", $">{Secret}", .. rules]);
        await using var grabber = new GrabberRig(builder => builder.UseRedis($"{server.Address},defaultDatabase=3"));
        grabber.Listed = ["1", "2"];
        (await grabber.CycleAsync()).Error.Should().BeNull();
        string? fault = null;
        await using (var connection = new RedisConnection(new RedisOptions
        {
            Configuration = $"{server.Address},defaultDatabase=3,user=builder,connectTimeout=500,connectRetry=0,asyncTimeout=1000", Password = Secret,
        }))
        {
            var workers = new WorkerQueue(new RedisStore(connection));
            // Listening is beside the work, and fails alone.
            var listening = TryAsync(async () => await (await workers.ListenAsync(_ => { }, CancellationToken.None)).DisposeAsync());
            fault = await TryAsync(() => WorkAsync(workers, grabber)) ?? await listening;
            // It comes after the end of listening, on the same connection, and both are answered in their order.
            await TryAsync(async () => await (await connection.DatabaseAsync(CancellationToken.None)).Multiplexer.GetSubscriber().PingAsync());
        }

        var log = (RedisResult[])(await admin.ExecuteAsync("ACL", "LOG"))!;
        var refused = log.Select(entry => entry.ToDictionary()["object"].ToString())
            .Where(what => !Optional.Any(optional => what.StartsWith(optional, StringComparison.Ordinal)));
        return ([.. refused.Distinct()], fault);
    }

    private static async Task WorkAsync(WorkerQueue workers, GrabberRig grabber)
    {
        var (soon, later, none) = (TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1), CancellationToken.None);
        var taken = await workers.TakeAsync(["0"], 2, soon, none);
        // The leases have run out, and the tasks are handed out again; nobody has taken them, so that the worker takes them back.
        for (var (again, tries) = (0, 0); again < taken.Count && tries < MostTries; tries++)
        {
            again += (await grabber.CycleAsync()).Requeued;
        }

        var held = await workers.RenewAsync(taken, later, none);
        // The second time Redis knows the script.
        held = await workers.RenewAsync([.. held.OfType<TakenBuild>()], later, none);
        await workers.EndAsync([new EndedBuild(held[0]!, "told"u8.ToArray())], "gone", soon, none);
        IReadOnlyList<EndedBuild> untold = [];
        for (var tries = 0; untold.Count == 0 && tries < MostTries; tries++)
        {
            untold = await workers.UntoldAsync(["0"], "teller", later, none);
        }

        await workers.FinishAsync([(untold[0].Build, new BuildRelease.Finished()), (held[1]!, new BuildRelease.GivenBack(null, later))], none);
    }

    /// <summary>Why it failed; a worker that was refused something may have taken nothing, too.</summary>
    private static async Task<string?> TryAsync(Func<Task> work)
    {
        try
        {
            await work();
            return null;
        }
        catch (Exception fault) when (fault is BuildQueueException or RedisException or ArgumentOutOfRangeException)
        {
            return fault.Message;
        }
    }
}
