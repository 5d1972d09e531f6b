using CoprJobGrab.TestKit;
using FluentAssertions;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

/// <summary>The rules that the documentation gives the grabber's Redis user are enough, and none of them is too many.</summary>
public sealed class RedisAclSpecs : IAsyncLifetime
{
    private const string Secret = "s3cret-of-the-test";

    private RedisServer _server = null!;
    private IDatabase _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _admin = await _server.DatabaseAsync();
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_user_with_the_documented_rules_can_do_everything_that_the_grabber_does() => (await RefusedAsync(RedisAclDocument.Rules)).Should().BeEmpty();

    [Fact]
    public async Task Without_any_one_of_the_documented_rules_something_is_refused()
    {
        var superfluous = new List<string>();
        foreach (var rule in RedisAclDocument.Rules)
        {
            if ((await RefusedAsync([.. RedisAclDocument.Rules.Where(other => other != rule)])).Count == 0)
            {
                superfluous.Add(rule);
            }
        }

        superfluous.Should().BeEmpty();
    }

    /// <summary>Lets a grabber with these rules do all that it ever does; what Redis refused it.</summary>
    private async Task<IReadOnlyList<string>> RefusedAsync(IReadOnlyList<string> rules)
    {
        await _admin.ExecuteAsync("FLUSHALL");
        await _admin.ExecuteAsync("SCRIPT", "FLUSH");
        await _admin.ExecuteAsync("ACL", ["SETUSER", "grabber", "reset", "on", $">{Secret}", .. rules]);
        await _admin.ExecuteAsync("ACL", "LOG", "RESET");

        await WorkAsync();

        return [.. ((RedisResult[])(await _admin.ExecuteAsync("ACL", "LOG"))!).Select(entry => entry.ToDictionary()["object"].ToString()).Where(refused => !IsOptional(refused))];
    }

    // The client looks around with these when it connects, and does without them where it may not.
    private static bool IsOptional(string refused) => new[] { "config|get", "info", "sentinel|masters", "__Booksleeve" }.Any(optional => refused.StartsWith(optional, StringComparison.OrdinalIgnoreCase));

    private async Task WorkAsync()
    {
        await using var grabber = new GrabberRig(builder => builder.UseRedis(redis => (redis.Configuration, redis.Password) = ($"{_server.Address},user=grabber,connectTimeout=500,connectRetry=0,asyncTimeout=500", Secret))
            .AddRedisLog(log => log.MinimumLevel = Microsoft.Extensions.Logging.LogLevel.Trace));
        // One element is adopted, and its double removed.
        const string found = """{"_data": "{\"task_id\": \"found\", \"chroot\": \"fedora-42-x86_64\"}", "urn": "urn:uuid:9b0a7f6c-0000-4000-8000-000000000001"}""";
        await _admin.ListLeftPushAsync("retaskqueue-copr-be-0", [found, found]);
        grabber.Listed = ["found", "a", "b"];
        grabber.Actions = [SomeAction.Whole(1)];
        await grabber.CycleAsync();
        await grabber.Grabber.WhenActionsEndAsync();
        // Somebody else changes the claims, so that they are read again; then what is listed no more is withdrawn.
        await _admin.HashDeleteAsync("cjg:{retaskqueue-copr-be-0}:claims", "b");
        grabber.Listed = ["found"];
        for (var cycle = 0; cycle < 3; cycle++)
        {
            await grabber.CycleAsync();
        }
    }
}
