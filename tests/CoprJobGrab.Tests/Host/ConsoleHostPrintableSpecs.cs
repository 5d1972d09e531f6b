using System.Text.Json;
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
}
