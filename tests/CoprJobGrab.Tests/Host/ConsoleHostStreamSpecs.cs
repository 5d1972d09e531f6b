using System.Globalization;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary>The console host without its standard streams, or with a terminal that hangs up: it goes on grabbing.</summary>
public sealed class ConsoleHostStreamSpecs
{
    private static string Host => $"dotnet '{Path.Combine(ConsoleHost.Folder, "CoprJobGrab.ConsoleHost.dll")}'";

    [Theory]
    [InlineData(">&-")]
    [InlineData("2>&-")]
    [InlineData("<&-")]
    [InlineData(">&- 2>&- <&-")]
    [InlineData("2>/dev/full")]
    [InlineData(">/dev/full 2>/dev/full")]
    public async Task It_grabs_without_a_stream_that_is_closed_or_full(string redirections)
    {
        await using var frontend = new FakeFrontend();
        await using var run = StartInShell(frontend, redirections, "--cycles", "3", "--json");

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);

        frontend.RequestsOf("pending-jobs/").Should().HaveCount(3);
    }

    [Fact]
    public async Task It_grabs_on_when_whoever_read_its_output_and_its_log_is_gone()
    {
        await using var frontend = new FakeFrontend();
        // The reader takes one line and ends.
        await using var run = StartInShell(frontend, "2>&1 | head -n 1", "--cycles", "30");

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);

        run.Output.Should().ContainSingle();
        frontend.RequestsOf("pending-jobs/").Should().HaveCount(30);
    }

    [Fact]
    public async Task What_would_go_to_a_closed_stream_goes_nowhere_and_is_no_fault()
    {
        await using var frontend = new FakeFrontend();
        await using var closed = StartInShell(frontend, ">&-", "--cycles", "2");

        (await closed.WaitForEndAsync()).Should().Be(0, closed.Errors);

        closed.Output.Should().BeEmpty();
        closed.Errors.Should().Contain("The grabber has stopped").And.NotContain("fail:");
    }

    [Theory]
    [InlineData("plan --frontend {0} --group 0=x86_64")]
    [InlineData("why 1 --frontend {0} --group 0=x86_64")]
    [InlineData("--help")]
    public async Task An_answer_that_cannot_be_written_is_told_in_one_line_and_is_exit_code_1(string command)
    {
        await using var frontend = new FakeFrontend();
        await using var run = ProgramRun.Start("sh", ["-c", $"{Host} {string.Format(CultureInfo.InvariantCulture, command, frontend.Url)} >/dev/full"]);

        (await run.WaitForEndAsync()).Should().Be(1, run.Errors);

        run.Errors.Should().StartWith("The answer cannot be written to standard output: ").And.NotContain("\n");
    }

    [Fact]
    public async Task A_hang_up_without_a_file_to_read_anew_is_ignored_and_told()
    {
        await using var frontend = new FakeFrontend();
        await using var run = ConsoleHost.Start("run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--interval", "0.1", "--json");
        await run.WaitForLinesAsync(1);

        await run.SignalAsync("HUP");
        await run.WaitForErrorAsync(line => line.Contains("SIGHUP is ignored: without --copr-be-conf there is no file to read anew", StringComparison.Ordinal));
        await run.WaitForLinesAsync(run.Output.Count + 2);
        await run.SignalAsync("TERM");

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);
        run.Errors.Should().Contain("The grabber has stopped");
    }

    private static ProgramRun StartInShell(FakeFrontend frontend, string redirections, params string[] options)
    {
        return ProgramRun.Start(
            "sh", ["-c", $"{Host} run --frontend {frontend.Url} --group 0=x86_64 --interval 0.1 {string.Join(' ', options)} {redirections}"]);
    }
}
