using System.Text.Json;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using CoprJobGrab.Tests.Configuration;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary>Every kind of limit, as an option of the console host and in Copr's own file, in a run on Redis.</summary>
[Slow]
public sealed class ConsoleHostLimitSpecs : IAsyncLifetime
{
    private static readonly string[] Everything = ["1", "3", "4", "5", "2"];

    private readonly FakeFrontend _frontend = new();
    private RedisServer _redis = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _frontend.Builds.Add(Build("1", "a", "p", "x86_64", "\"tags\": [\"big\"]"));
        _frontend.Builds.Add(Build("2", "a", "p", "x86_64", "\"tags\": [\"big\"]"));
        _frontend.Builds.Add(Build("3", "a", "q", "s390x", "\"allow_user_ssh\": true"));
        _frontend.Builds.Add(Build("4", "b", "p", "s390x", "\"allow_user_ssh\": true"));
        _frontend.Builds.Add(Build("5", "a", "q", "s390x", "\"allow_user_ssh\": true"));
    }

    public async ValueTask DisposeAsync()
    {
        await _frontend.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Theory]
    [InlineData("--limit", "total=3", "1 3 4", "limit total: 3 of 3 places are taken")]
    [InlineData("--limit", "arch:x86_64=1", "1 3 4 5", "limit arch:x86_64: 1 of 1 places are taken")]
    [InlineData("--limit", "tag:big=1", "1 3 4 5", "limit tag:big: 1 of 1 places are taken")]
    [InlineData("--limit", "owner=1", "1 4", "limit owner: 1 of 1 places of 'a' are taken")]
    [InlineData("--limit", "sandbox=1", "1 3 4", "limit sandbox: 1 of 1 places of 'a/")]
    [InlineData("--limit", "project=1", "1 3 4", "limit project: 1 of 1 places of 'a/")]
    [InlineData("--limit", "arch-owner:s390x=1", "1 3 4 2", "limit arch-owner:s390x: 1 of 1 places of 'a' are taken")]
    [InlineData("--limit", "owner-tag:big=1", "1 3 4 5", "limit owner-tag:big: 1 of 1 places of 'a' are taken")]
    [InlineData("--limit", "user-ssh=1", "1 3 4 2", "limit user-ssh: 1 of 1 places of 'a' are taken")]
    [InlineData("--limit", "owner-group:1=1", "1 3 4 2", "limit owner-group:1: 1 of 1 places of 'a' are taken")]
    [InlineData("--block-owner", "a", "4", "limit blocked owners: none may run of 'a'")]
    [InlineData("--depth", "0=1", "1 3 4 5", "as many tasks wait in the queue of group 0 as may, which is 1")]
    public async Task Every_option_is_held(string option, string value, string pushed, string reason)
    {
        await AssertHeldAsync(
            ["--frontend", $"{_frontend.Url}", "--group", "0=x86_64", "--group", "1=s390x", "--redis", _redis.Address, option, value], pushed.Split(' '),
            reason);

        (await QueuedAsync("0")).Should().Equal(pushed.Split(' ').Where(task => task is "1" or "2"));
        (await QueuedAsync("1")).Should().Equal(pushed.Split(' ').Where(task => task is "3" or "4" or "5"));
    }

    [Theory]
    [InlineData("builds_max_workers = 3", "1 3 4", "limit total: 3 of 3 places are taken")]
    [InlineData("builds_max_workers_arch = x86_64=1", "1 3 4 5", "limit arch:x86_64: 1 of 1 places are taken")]
    [InlineData("builds_max_workers_tag = big=1", "1 3 4 5", "limit tag:big: 1 of 1 places are taken")]
    [InlineData("builds_max_workers_owner = 1", "1 4", "limit owner: 1 of 1 places of 'a' are taken")]
    [InlineData("builds_max_workers_sandbox = 1", "1 3 4", "limit sandbox: 1 of 1 places of 'a/")]
    [InlineData("builds_max_workers_arch_per_owner = s390x=1", "1 3 4 2", "limit arch-owner:s390x: 1 of 1 places of 'a' are taken")]
    [InlineData("builds_max_userssh = 1", "1 3 4 2", "limit user-ssh: 1 of 1 places of 'a' are taken")]
    [InlineData("blocked_owners = a", "4", "limit blocked owners: none may run of 'a'")]
    public async Task Every_limit_of_a_file_of_today_is_held(string line, string pushed, string reason)
    {
        using var folder = new ConfFolder($"[backend]\nfrontend_base_url = {_frontend.Url}\nredis_host = 127.0.0.1\nredis_port = {_redis.Port}\n{line}\n");

        await AssertHeldAsync(["--copr-be-conf", folder.File], pushed.Split(' '), reason);

        (await QueuedAsync("0")).Should().Equal(pushed.Split(' '));
    }

    private async Task AssertHeldAsync(string[] options, string[] pushed, string reason)
    {
        var held = Everything.Except(pushed).Order().ToArray();
        await using var plan = ConsoleHost.Start(["plan", .. options, "--json"]);
        (await plan.WaitForEndAsync()).Should().Be(0, plan.Errors);
        var lines = plan.Output.Select(Line).ToList();
        lines.Select(line => line.TaskId).Should().Equal(pushed.Concat(held));
        lines.Skip(pushed.Length).Should().NotBeEmpty()
            .And.OnlyContain(line => line.Decision == "hold" && line.Reason.StartsWith(reason, StringComparison.Ordinal));

        await using var run = ConsoleHost.Start(["run", .. options, "--interval", "0.1", "--cycles", "2", "--json"]);
        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);
        run.Output.Should().HaveCount(2);
        run.Output[0].Should().Contain($"\"enqueued\":{pushed.Length},\"requeued\":0,\"kept\":0,\"held\":{held.Length},");
        run.Output[1].Should().Contain($"\"enqueued\":0,\"requeued\":0,\"kept\":{pushed.Length},\"held\":{held.Length},");
    }

    /// <summary>The ids in the group's list, in the order in which workers pop them.</summary>
    private async Task<IEnumerable<string>> QueuedAsync(string group)
    {
        var elements = await (await _redis.DatabaseAsync()).ListRangeAsync($"retaskqueue-copr-be-{group}");
        return elements.Reverse()
            .Select(element => Everything.Single(id => element.ToString().Contains($"\\\"task_id\\\": \\\"{id}\\\"", StringComparison.Ordinal)));
    }

    private static (string TaskId, string Decision, string Reason) Line(string text)
    {
        using var json = JsonDocument.Parse(text);
        return (Text("task_id"), Text("decision"), Text("reason"));

        string Text(string name) => json.RootElement.GetProperty(name).GetString()!;
    }

    private static string Build(string id, string owner, string project, string architecture, string more) =>
        $$"""{"task_id": "{{id}}", "build_id": {{id}}, "project_owner": "{{owner}}", "project_name": "{{project}}", "submitter": "u", "chroot":"""
            + $$""" "fedora-42-{{architecture}}", "sandbox": "{{owner}}/{{project}}--u", {{more}}}""";
}
