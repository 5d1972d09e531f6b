using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using CoprJobGrab.Tests.Queues;
using FluentAssertions;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.TaskEnds;

/// <summary>The rules that the documentation gives the Redis user for the task-end channel are enough, and none of them is too many.</summary>
public sealed class TaskEndAclSpecs
{
    private const string Secret = "s3cret-of-the-test";

    [Fact]
    public async Task A_user_with_the_documented_rules_hears_the_channel_and_consumes_the_start_signal() =>
        (await RefusedAsync(RedisAclDocument.ChannelRules)).Should().BeEmpty();

    [Fact]
    public async Task Without_any_one_of_them_something_is_refused()
    {
        foreach (var rule in RedisAclDocument.ChannelRules)
        {
            (await RefusedAsync([.. RedisAclDocument.ChannelRules.Where(other => other != rule)])).Should().NotBeEmpty(rule);
        }
    }

    /// <summary>Listens under these rules, consumes a start signal and ends; what Redis refused of that.</summary>
    private static async Task<IReadOnlyList<string>> RefusedAsync(IReadOnlyList<string> rules)
    {
        await using var server = await RedisServer.StartAsync("--acllog-max-len", "1000");
        var admin = await server.DatabaseAsync();
        await admin.ExecuteAsync("ACL", ["SETUSER", "grabber", "reset", "on", $">{Secret}", .. RedisAclDocument.Rules, .. rules]);
        await admin.ListLeftPushAsync(RedisStartSignal.List, "start");
        var events = new RecordingEventSink();
        await using (var connection = new RedisConnection(new RedisOptions { Configuration = $"{server.Address},user=grabber", Password = Secret }))
        {
            var signal = new RedisStartSignal(connection);
            await signal.ConsumeAsync(await signal.CountAsync(CancellationToken.None), CancellationToken.None);
            using var listener = new TaskEndListener(connection, new TaskEndBuffer(), new EventHub([events], TimeProvider.System), TimeProvider.System);
            await listener.StartAsync(CancellationToken.None);
            await Task.WhenAny(listener.WhenSubscribed, events.WaitForAsync<StepFailed>(failed => failed.Step == GrabberStep.TaskEndChannel));
            await listener.StopAsync(CancellationToken.None);
            // It comes after the end of the subscription, on the same connection, and both are answered in their order.
            await (await connection.DatabaseAsync(CancellationToken.None)).Multiplexer.GetSubscriber().PingAsync();
        }

        (await admin.KeyExistsAsync(RedisStartSignal.List)).Should().BeFalse();
        string[] ours = ["subscribe", "unsubscribe", TaskEndListener.Channel];
        return [.. ((RedisResult[])(await admin.ExecuteAsync("ACL", "LOG"))!).Select(entry => entry.ToDictionary()["object"].ToString()).Where(ours.Contains)];
    }
}
