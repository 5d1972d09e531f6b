using System.Globalization;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

[Slow]
public sealed class ConsoleHostCancelSpecs
{
    private const int Cancels = 3;

    // The default of the interval with its jitter, and what a busy machine may need for a round trip.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5 * 1.1) + TimeSpan.FromSeconds(2);

    [Fact]
    public async Task With_a_poll_of_a_minute_a_cancelled_task_leaves_its_queue_within_the_cancel_interval()
    {
        await using var frontend = new FakeFrontend();
        string[] ids = [.. Enumerable.Range(1, Cancels + 2).Select(id => string.Create(CultureInfo.InvariantCulture, $"{id}-fedora-42-x86_64"))];
        frontend.Builds.Add(
            ids.Select(
                id => $$"""{"task_id": "{{id}}", "build_id": {{id[..1]}}, "project_owner": "jdoe", "project_name": "hello", "chroot": "fedora-42-x86_64"}"""));
        await using var redis = await RedisServer.StartAsync();
        var worker = new RetaskReader(await redis.DatabaseAsync(), "copr-be-0");
        await using var host = ConsoleHost.Start(
            "run", "--frontend", $"{frontend.Url}", "--protocol", "pending", "--group", "0=x86_64", "--redis", redis.Address, "--interval", "60", "--json");
        await worker.WaitForLengthAsync(ids.Length, host.WaitForEndAsync());
        var taken = (await worker.DequeueAsync())!.Value.GetProperty("task_id").GetString()!;
        var waiting = ids.Except([taken]).ToList();

        var longest = TimeSpan.Zero;
        foreach (var id in waiting.Take(Cancels))
        {
            var left = await worker.LengthAsync();
            var asked = TimeProvider.System.GetTimestamp();
            frontend.CancelRequests.Add(id);
            while (await worker.LengthAsync() == left && TimeProvider.System.GetElapsedTime(asked) < 2 * Longest)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            }

            var took = TimeProvider.System.GetElapsedTime(asked);
            longest = took > longest ? took : longest;
            await frontend.CancelAnswers.WaitForAsync(new CancelAnswer(id, false));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"From request to removal: {longest.TotalSeconds:F2} s at most.");
        longest.Should().BeLessThan(Longest);
        frontend.CancelRequests.Add(taken);
        await frontend.CancelAnswers.WaitForAsync(new CancelAnswer(taken, true));
        frontend.RequestsOf("pending-jobs/").Should().ContainSingle("the poll has its pause of a minute still");
        (await worker.DrainAsync()).Should().Equal(waiting.Skip(Cancels));
    }
}
