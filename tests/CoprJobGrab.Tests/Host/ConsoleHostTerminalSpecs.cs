using System.Text.RegularExpressions;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary>What <c>run</c> shows on a terminal, and what it does not do without one.</summary>
public sealed partial class ConsoleHostTerminalSpecs
{
    private static readonly Dictionary<string, string> NoColor = new() { ["NO_COLOR"] = "1" };

    [Fact]
    public async Task On_a_terminal_each_fact_is_one_line_with_its_time_and_a_word()
    {
        await using var frontend = Frontend();
        await using var run = Run(frontend, 300, environment: null, "--cycles", "2", "--action-command", "/bin/true");

        (await run.WaitForEndAsync()).Should().Be(0, run.Written);

        run.Lines.Should().NotBeEmpty().And.OnlyContain(line => Line().IsMatch(line));
        var facts = run.Lines.Select(line => Line().Match(line).Groups["fact"].Value).ToList();
        facts.Should().OnlyHaveUniqueItems().And.Contain([
            "  enqueued  2 builds for group 0: 1-fedora-42-x86_64, 2-fedora-42-x86_64",
            "   refused  No builder group for architecture: s390x, task: 3-fedora-42-s390x",
            "    action  7 CreateRepo runs",
            "     cycle  1: 3 listed, 2 enqueued, 0 kept, 1 refused, 1 actions",
        ]);
        facts.Should().ContainSingle(fact => fact.Contains("The queues are in memory", StringComparison.Ordinal));
        run.Written.Should().Contain("\e[38;5;2m  enqueued\e[0m");
    }

    [Fact]
    public async Task A_cycle_that_found_the_same_takes_the_line_of_the_one_before()
    {
        await using var frontend = Frontend();
        await using var run = Run(frontend, 200, environment: null, "--cycles", "6");

        (await run.WaitForEndAsync()).Should().Be(0, run.Written);

        LinesThatStay(run).Where(line => line.Contains("     cycle  ", StringComparison.Ordinal)).Should().SatisfyRespectively(
            first => first.Should().Contain("1: 3 listed, 2 enqueued"), last => last.Should().Contain("6: 3 listed, 0 enqueued, 2 kept"));
    }

    [Fact]
    public async Task A_cycle_that_fails_again_by_the_same_reason_is_told_once()
    {
        await using var run = TerminalRun.Start(
            400, new Dictionary<string, string> { ["TERM"] = "dumb" }, "run", "--frontend", "http://127.0.0.1:1", "--group", "0=x86_64", "--interval", "0.1",
            "--cycles", "3");

        (await run.WaitForEndAsync()).Should().Be(1, run.Written);

        run.Lines.Should().ContainSingle(line => line.Contains("    failed  ", StringComparison.Ordinal));
        run.Written.Should().NotContain("\e[1A", "such a terminal takes no line away");
    }

    [Theory]
    [InlineData(80)]
    [InlineData(24)]
    public async Task Without_colours_and_on_a_narrow_terminal_all_of_it_can_be_read(int columns)
    {
        await using var frontend = Frontend();
        await using var run = Run(frontend, columns, NoColor, "--cycles", "3");

        (await run.WaitForEndAsync()).Should().Be(0, run.Written);

        run.Written.Should().NotMatchRegex(@"\e\[[0-9;]*m");
        run.Lines.Should().OnlyContain(line => line.Length <= columns);
        Squeezed(run.Lines).Should().ContainAll("Nobuildergroupforarchitecture:s390x,task:3-fedora-42-s390x", "putsthemonRedis.");
    }

    [Theory]
    [InlineData("run --frontend {0} --group 0=x86_64 --cycles 1 2>/dev/null")]
    [InlineData("run --frontend {0} --group 0=x86_64 --cycles 1 --json 2>/dev/null")]
    public async Task What_a_program_reads_has_its_lines_as_ever(string command)
    {
        await using var frontend = Frontend();
        var host = $"dotnet '{Path.Combine(ConsoleHost.Folder, "CoprJobGrab.ConsoleHost.dll")}'";
        await using var run = ProgramRun.Start(
            "script", ["-qec", $"{host} {string.Format(System.Globalization.CultureInfo.InvariantCulture, command, frontend.Url)}", "/dev/null"]);

        (await run.WaitForEndAsync()).Should().Be(0);

        string.Join('\n', run.Output).Should().MatchRegex(command.Contains("--json", StringComparison.Ordinal)
            ? "\"cycle\":1,\"ok\":true,\"role\":\"leader\",\"listed\":3"
            : "cycle 1: 3 listed, 2 enqueued, 0 kept, 1 refused, 0 malformed, 0 repeated, 0 withdrawn, 1 actions, [0-9.]+ ms");
    }

    private static FakeFrontend Frontend()
    {
        var frontend = new FakeFrontend();
        frontend.Builds.Add("""{"task_id": "1-fedora-42-x86_64", "build_id": 1, "project_owner": "jdoe", "chroot": "fedora-42-x86_64"}""");
        frontend.Builds.Add("""{"task_id": "2-fedora-42-x86_64", "build_id": 2, "project_owner": "jdoe", "chroot": "fedora-42-x86_64"}""");
        frontend.Builds.Add("""{"task_id": "3-fedora-42-s390x", "build_id": 3, "project_owner": "jdoe", "chroot": "fedora-42-s390x"}""");
        frontend.Actions.Add("""{"id": 7, "action_type": 3, "object_type": "repository", "old_value": "a/one", "data": null, "priority": 0, "result": 0}""");
        return frontend;
    }

    private static TerminalRun Run(FakeFrontend frontend, int columns, Dictionary<string, string>? environment, params string[] more) => TerminalRun.Start(
        columns, environment, ["run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--interval", "0.1", .. more]);

    /// <summary>What the terminal shows at the end.</summary>
    private static List<string> LinesThatStay(TerminalRun run)
    {
        var lines = new List<string>();
        foreach (var written in run.Written.Split('\n').Zip(run.Lines))
        {
            if (written.First.Contains("\e[1A\e[2K", StringComparison.Ordinal))
            {
                lines.RemoveAt(lines.Count - 1);
            }

            lines.Add(written.Second);
        }

        return lines;
    }

    private static string Squeezed(IEnumerable<string> lines) => string.Concat(lines).Replace(" ", "", StringComparison.Ordinal);

    [GeneratedRegex(@"^[0-9]{2}:[0-9]{2}:[0-9]{2}  (?<fact>[ a-z-]{10}  \S.*)$")]
    private static partial Regex Line();
}
