using System.Collections.Concurrent;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

/// <summary>The rules that the documentation gives the grabber's Redis user are enough, and none of them is too many.</summary>
public sealed class RedisAclSpecs
{
    private const string Secret = "s3cret-of-the-test";

    // The client looks around with these when it connects, and does without them where it may not.
    private static readonly string[] Optional = ["config|get", "info", "cluster|", "sentinel|masters", "get", "__Booksleeve", "client|"];

    // Sent over a connection that is idle for a minute, which is longer than the test lasts.
    private const string KeepAlive = "+ping";

    [Fact]
    public async Task A_user_with_the_documented_rules_can_do_everything_that_the_grabber_does()
    {
        var (refused, faults) = await WorkAsync(RedisAclDocument.Rules);

        string.Join(", ", refused).Should().BeEmpty();
        faults.Should().BeEmpty();
    }

    [Fact]
    public async Task Without_any_one_of_the_documented_rules_something_is_refused()
    {
        var superfluous = new ConcurrentQueue<string>();
        await Parallel
            .ForEachAsync(RedisAclDocument.Rules.Where(rule => rule != KeepAlive), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (rule, _) =>
        {
            var (refused, _) = await WorkAsync([.. RedisAclDocument.Rules.Where(other => other != rule)]);
            if (refused.Count == 0)
            {
                superfluous.Enqueue(rule);
            }
        });

        string.Join(", ", superfluous).Should().BeEmpty();
    }

    /// <summary>Lets a grabber under these rules do all that it ever does; what Redis refused it, and what went wrong.</summary>
    private static async Task<(IReadOnlyList<string> Refused, IReadOnlyList<string> Faults)> WorkAsync(IReadOnlyList<string> rules)
    {
        await using var server = await RedisServer.StartAsync("--acllog-max-len", "1000");
        var admin = await server.DatabaseAsync();
        await admin.ExecuteAsync("ACL", ["SETUSER", "grabber", "reset", "on", $">{Secret}", .. rules]);
        var faults = new List<string>();
        await using (var grabber = new GrabberRig(builder => builder
            .UseRedis(
                redis => (redis.Configuration, redis.Password) = ($"{server.Address},user=grabber,connectTimeout=500,connectRetry=0,asyncTimeout=1000", Secret))
            .AddRedisLog(log => log.MinimumLevel = LogLevel.Trace)))
        {
            await WorkAsync(grabber, admin, faults);
        }

        var log = (RedisResult[])(await admin.ExecuteAsync("ACL", "LOG"))!;
        var refused = log.Select(entry => entry.ToDictionary()["object"].ToString())
            .Where(what => !Optional.Any(optional => what.StartsWith(optional, StringComparison.Ordinal)));
        return ([.. refused.Distinct()], faults);
    }

    private static async Task WorkAsync(GrabberRig grabber, IDatabase admin, List<string> faults)
    {
        // One element is adopted, and its double removed.
        const string found =
            """{"_data": "{\"task_id\": \"found\", \"chroot\": \"fedora-42-x86_64\"}", "urn": "urn:uuid:9b0a7f6c-0000-4000-8000-000000000001"}""";
        await admin.ListLeftPushAsync("retaskqueue-copr-be-0", [found, found]);
        // A group that is not configured any more, and has nothing left, is forgotten.
        await admin.SetAddAsync("cjg:groups", "old");
        grabber.Listed = ["found", "a", "b"];
        grabber.Actions = [SomeAction.Whole(1)];
        await CycleAsync();
        await grabber.Grabber.WhenActionsEndAsync();
        // Somebody else changes the claims, so that they are read again; then what is listed no more is withdrawn.
        await admin.HashDeleteAsync("cjg:{retaskqueue-copr-be-0}:claims", "b");
        grabber.Listed = ["found"];
        for (var cycle = 0; cycle < 3; cycle++)
        {
            await CycleAsync();
        }

        faults.AddRange(grabber.Events.Of<StepFailed>(failed => failed.Step == GrabberStep.OutcomeStore).Select(failed => failed.Error!.Message));

        async Task CycleAsync()
        {
            if ((await grabber.CycleAsync()).Error is { } error)
            {
                faults.Add(error.Message);
            }
        }
    }
}
