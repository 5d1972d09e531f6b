using System.Text.Json;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary>A frontend's texts on the console host's terminal.</summary>
public sealed class ConsoleHostPrintableSpecs
{
    // It clears the screen, and writes from right to left.
    private const string Id = "1-\u001b[2J\u009b\u202ex";
    private const string Printed = "1-\\u001b[2J\\u009b\\u202ex";

    [Theory]
    [InlineData("plan")]
    [InlineData("plan", "--json")]
    [InlineData("why", Id)]
    [InlineData("why", Id, "--json")]
    [InlineData("run", "--cycles", "1")]
    public async Task A_frontend_cannot_steer_the_terminal(params string[] arguments)
    {
        await using var frontend = new FakeFrontend();
        frontend.Builds.Add($$"""{"task_id": {{JsonSerializer.Serialize(Id)}}, "chroot": "fedora-42-s390x"}""");
        frontend.Builds.Add($$"""{"task_id": "2", "chroot": {{JsonSerializer.Serialize(Id)}}}""");
        await using var run = ConsoleHost.Start([.. arguments, "--frontend", $"{frontend.Url}", "--group", "0=x86_64"]);

        await run.WaitForEndAsync();

        var shown = $"{string.Concat(run.Output)}{run.Errors.Replace("\n", "", StringComparison.Ordinal)}";
        shown.Should().ContainEquivalentOf(Printed);
        // The console log colours its levels where it finds a terminal, which is none here.
        shown.Where(character => char.IsControl(character) || character == '\u202e').Should().BeEmpty();
    }

    [Fact]
    public async Task A_frontends_error_page_cannot_either()
    {
        await using var frontend = new FakeFrontend();
        frontend.On("pending-jobs/", FakeAnswer.Html(500, $"oops {Id}"));
        await using var run = ConsoleHost.Start("plan", "--frontend", $"{frontend.Url}", "--group", "0=x86_64");

        (await run.WaitForEndAsync()).Should().Be(1);

        run.Errors.Should().Contain($"oops {Printed}");
    }

    [Theory]
    [InlineData("actions")]
    [InlineData("actions", "--json")]
    [InlineData("actions", "tell", Id)]
    [InlineData("actions", "release", Id)]
    [InlineData("forget", "--task", Id)]
    [InlineData("parked", "release", Id)]
    public async Task Neither_can_a_text_that_an_operators_command_shows(params string[] arguments)
    {
        await using var redis = await RedisServer.StartAsync();
        var text = JsonSerializer.Serialize(Id);
        var database = await redis.DatabaseAsync();
        await database.HashSetAsync("cjg:outcomes", "1", $$"""{"succeeded":false,"message":{{text}}}""");
        await database.HashSetAsync(
            "cjg:outcomes", "2", $$$"""{"succeeded":false,"message":"no","givenUp":{"since":"2026-11-25T01:02:03.000Z","reason":{{{text}}}}}""");
        await using var run = ConsoleHost.Start([.. arguments, "--redis", redis.Address, "--group", "0=x86_64"]);

        await run.WaitForEndAsync();

        var shown = $"{string.Concat(run.Output)}{run.Errors.Replace("\n", "", StringComparison.Ordinal)}";
        shown.Should().ContainEquivalentOf(Printed);
        shown.Where(character => char.IsControl(character) || character == '\u202e').Should().BeEmpty();
    }
}
