using System.Text.RegularExpressions;
using CoprJobGrab.ConsoleHost;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary>What the console host says names its own arguments and commands, and never an option or a method that only another host has.</summary>
public sealed partial class OwnNamesSpecs
{
    [Fact]
    public void No_message_of_the_library_names_what_the_console_host_does_not_have()
    {
        var messages = RepositoryRoot.SourceFiles("src/CoprJobGrab")
            .SelectMany(file => File.ReadLines(file)
                .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
                .SelectMany(line => Literal().Matches(line).Select(match => (File: Path.GetFileName(file), Text: match.Groups[1].Value))))
            // A name alone is a key and no message.
            .Where(literal => literal.Text.Contains(' ', StringComparison.Ordinal) && Foreign().IsMatch(literal.Text))
            // This program has the queues on Redis wherever one is configured.
            .Where(literal => !literal.Text.StartsWith("call {nameof(CoprJobGrabBuilderExtensions.UseRedis)}", StringComparison.Ordinal))
            // This program has no queue beside those of the library.
            .Where(literal => !literal.Text.StartsWith("Run one grabber only, or call UseRedis", StringComparison.Ordinal))
            .ToList();

        messages.Should().NotBeEmpty();
        messages.Where(message => Foreign().IsMatch(OwnNames.In(message.Text))).Should()
            .BeEmpty("OwnNames of the console host has its own name for each option and method that a message names");
    }

    [Theory]
    [InlineData("Groups:0 is s390x, x86_64, and was x86_64", "--group 0 is s390x, x86_64, and was x86_64")]
    [InlineData("Groups:pc:Depth is 0; it must be 1 or more", "--depth of pc is 0; it must be 1 or more")]
    [InlineData("Scheduling:Limits:PerOwnerOfArchitecture:s390x is 3", "--limit arch-owner:s390x is 3")]
    [InlineData("Scheduling:Limits:PerOwner is 3", "--limit owner is 3")]
    [InlineData("Set Redis:Password to the right one", "Set $COPR_REDIS_PASSWORD to the right one")]
    [InlineData("See whether the frontend is overloaded, or set Frontend:Timeout higher.", "See whether the frontend is overloaded.")]
    [InlineData("released, by ReleaseParkedAsync or the console host's command parked release: x", "released, by the command parked release: x")]
    public void A_message_has_the_names_of_the_console_host(string message, string own) => OwnNames.In(message).Should().Be(own);

    [Fact]
    public async Task Every_argument_and_command_that_a_message_names_is_there()
    {
        var named = RepositoryRoot.File("samples", "CoprJobGrab.ConsoleHost", "OwnNames.cs");
        await using var help = ConsoleHost.Start("run", "--help");
        await help.WaitForEndAsync();

        var arguments = Argument().Matches(await File.ReadAllTextAsync(named)).Select(match => match.Value).Distinct().ToList();

        arguments.Should().HaveCountGreaterThan(10);
        string.Join('\n', help.Output).Should().ContainAll(arguments);
    }

    [Fact]
    public async Task The_log_and_the_lines_of_a_run_name_no_option_of_the_library()
    {
        await using var frontend = new FakeFrontend();
        frontend.Builds.Add("""{"task_id": "1", "chroot": "fedora-42-s390x"}""");
        frontend.Actions.Add("""{"id": 1, "action_type": 3, "object_type": "repository", "old_value": "a/one", "data": null, "priority": 0, "result": 0}""");
        await using var idle = ConsoleHost.Start("run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--cycles", "1");
        await using var lost = ConsoleHost.Start("run", "--frontend", "http://127.0.0.1:1", "--group", "0=x86_64", "--cycles", "1");
        await using var wrong = ConsoleHost.Start("run", "--frontend", $"{frontend.Url}no/such/", "--group", "0=x86_64", "--cycles", "1");
        await Task.WhenAll(idle.WaitForEndAsync(), lost.WaitForEndAsync(), wrong.WaitForEndAsync());

        idle.Errors.Should().Contain("are left waiting: 1. Name one with --action-command");
        lost.Errors.Should().Contain("whether the frontend runs and --frontend is right");
        wrong.Errors.Should().Contain("--frontend");
        foreach (var run in new[] { idle, lost, wrong })
        {
            Foreign().Matches($"{run.Errors}{string.Join('\n', run.Output)}").Select(match => match.Value).Should().BeEmpty();
        }
    }

    [GeneratedRegex("""(?<!\\)"((?:[^"\\]|\\.)*)"(?!\w)""")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\b(?:Frontend|Redis|Loop|Claims|Actions|Leadership|Scheduling|Groups|Checks):[A-Z]\w*|\b(?:Add|Use)[A-Z]\w+|\b[A-Z]\w+Async\b"
        + @"|\bsame Groups\b|\bChecks is\b")]
    private static partial Regex Foreign();

    [GeneratedRegex(@"--[a-z-]+[a-z]")]
    private static partial Regex Argument();
}
