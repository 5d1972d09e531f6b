using System.Text.Json;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using CoprJobGrab.Tests.Scheduling;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary>The console host against a server that replays what the real frontend answered.</summary>
public sealed class CapturedTrafficSpecs
{
    [Fact]
    public async Task Every_routable_task_of_todays_list_is_on_the_right_list_once_readable_by_a_worker()
    {
        await using var frontend = new FakeFrontend();
        frontend.On("pending-jobs/", Capture("10-pending-jobs.json"));
        frontend.On("pending-actions/", Capture("12-pending-actions.json"));
        await using var redis = await RedisServer.StartAsync();
        await using var run = ConsoleHost.Start(
            "run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64,source", "--group", "1=aarch64,ppc64le", "--redis", redis.Address, "--interval", "0.1",
            "--cycles", "2", "--json");

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);

        using var list = JsonDocument.Parse(await File.ReadAllBytesAsync(Captured("10-pending-jobs.json")));
        var listed = list.RootElement.EnumerateArray()
            .Select(task => (Id: task.GetProperty("task_id").GetString()!, Chroot: task.GetProperty("chroot").GetString())).ToList();
        var x86 = listed.Where(task => task.Chroot is null || Ends(task.Chroot, "x86_64", "86")).Select(task => task.Id);
        var other = listed.Where(task => task.Chroot is not null && Ends(task.Chroot, "-aarch64", "-ppc64le")).Select(task => task.Id);
        (await new RetaskReader(await redis.DatabaseAsync(), "copr-be-0").DrainAsync()).Should().Equal(ExpectedPriorities.InPushOrder(list.RootElement, x86));
        (await new RetaskReader(await redis.DatabaseAsync(), "copr-be-1").DrainAsync()).Should().Equal(ExpectedPriorities.InPushOrder(list.RootElement, other));

        using var first = JsonDocument.Parse(run.Output[0]);
        using var second = JsonDocument.Parse(run.Output[1]);
        var routable = x86.Count() + other.Count();
        (Count(first, "listed"), Count(first, "enqueued"), Count(first, "refused"), Count(first, "actions_listed")).Should()
            .Be((188, routable, 188 - routable, 32));
        (Count(second, "enqueued"), Count(second, "kept")).Should().Be((0, routable));
    }

    [Fact]
    public async Task The_list_of_2014_is_grabbed_with_its_password()
    {
        await using var frontend = new FakeFrontend(FrontendProtocol.Waiting);
        frontend.On("waiting/", Capture("2014-waiting.json"));
        await using var redis = await RedisServer.StartAsync();
        await using var run = ConsoleHost.Start(
            new Dictionary<string, string> { ["COPR_FRONTEND_PASSWORD"] = "thisisbackend" },
            "run", "--frontend", $"{frontend.Url}", "--group", "0=*", "--redis", redis.Address, "--cycles", "1", "--json");

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);

        using var list = JsonDocument.Parse(await File.ReadAllBytesAsync(Captured("2014-waiting.json")));
        var builds = list.RootElement.GetProperty("builds");
        var ids = ExpectedPriorities.InPushOrder(builds, builds.EnumerateArray().Select(task => task.GetProperty("task_id").GetString()!));
        (await new RetaskReader(await redis.DatabaseAsync(), "copr-be-0").DrainAsync()).Should().Equal(ids);
        frontend.RequestsOf("waiting/").Should().OnlyContain(request => request.Headers["Authorization"] == "Basic dXNlcjp0aGlzaXNiYWNrZW5k");
    }

    private static bool Ends(string chroot, params string[] ends) => ends.Any(end => chroot.EndsWith(end, StringComparison.Ordinal));

    private static int Count(JsonDocument line, string name) => line.RootElement.GetProperty(name).GetInt32();

    private static string Captured(string name) => Path.Combine(AppContext.BaseDirectory, "captures", name);

    private static HttpAnswer Capture(string name) => FakeAnswer.Json(File.ReadAllText(Captured(name)));
}
