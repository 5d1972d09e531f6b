using System.Globalization;
using System.Text.Json;
using StackExchange.Redis;

namespace CoprJobGrab.Benchmarks;

/// <summary>The grabber that one writes in ten minutes: a set of ids, and a push for each new build. It loses builds whenever something fails.</summary>
internal static class NaiveGrabber
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public static async Task<int> RunAsync(string url, string redis, int polls)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var client = new HttpClient();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis);
        var database = connection.GetDatabase();
        var seen = new HashSet<string>();
        for (var poll = 0; poll < polls; poll++)
        {
            var before = seen.Count;
            await using var body = await client.GetStreamAsync(new Uri($"{url}/backend/waiting/"));
            using var answer = await JsonDocument.ParseAsync(body);
            foreach (var build in answer.RootElement.GetProperty("builds").EnumerateArray())
            {
                if (seen.Add(build.GetProperty("task_id").GetString()!))
                {
                    var envelope = JsonSerializer.Serialize(new { _data = build.GetRawText(), urn = $"urn:uuid:{Guid.NewGuid()}" });
                    await database.ListLeftPushAsync("retaskqueue-copr-be-0", envelope);
                }
            }

            var elapsed = TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $$"""{"enqueued": {{seen.Count - before}}, "elapsed_ms": {{elapsed}}}"""));
            // It pauses between its polls, as such a program does.
            await Task.Delay(Pause, TimeProvider.System);
            started = TimeProvider.System.GetTimestamp();
        }

        return 0;
    }
}
