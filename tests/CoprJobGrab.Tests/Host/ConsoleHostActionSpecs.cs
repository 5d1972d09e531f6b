using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary>The program that the console host runs for each action.</summary>
public sealed class ConsoleHostActionSpecs
{
    [Fact]
    public async Task An_action_command_is_found_in_the_path()
    {
        await using var frontend = new FakeFrontend();
        frontend.Actions.Add("""{"id": 1, "action_type": 3, "object_type": "repository", "old_value": "a/one", "data": null, "priority": 0, "result": 0}""");
        await using var run = ConsoleHost.Start("run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--cycles", "1", "--json", "--action-command", "true");

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);

        frontend.Reports.Should().Equal(new ActionReport(1, true, null));
    }

    [Fact]
    public async Task A_stop_says_that_it_waits_for_an_action_and_a_second_interrupt_ends_at_once()
    {
        await using var frontend = new FakeFrontend();
        frontend.Actions.Add("""{"id": 1, "action_type": 3, "object_type": "repository", "old_value": "a/one", "data": null, "priority": 0, "result": 0}""");
        var folder = Directory.CreateTempSubdirectory();
        var script = Path.Combine(folder.FullName, "act.sh");
        // It goes on until the test's file is there; the stop waits for it.
        await File.WriteAllTextAsync(script, $"#!/bin/sh\ntouch {folder.FullName}/begun\nuntil test -e {folder.FullName}/end; do sleep 0.1; done\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var run = ConsoleHost.Start("run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--json", "--action-command", script);
        await UntilAsync(() => File.Exists(Path.Combine(folder.FullName, "begun")));

        await run.SignalAsync("INT");
        await UntilAsync(() => run.Errors.Contains("Waiting up to 20 s for running actions to end: 1", StringComparison.Ordinal));
        await run.SignalAsync("INT");

        (await run.WaitForExitAsync()).Should().Be(130, run.Errors);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "end"), "");
        run.Errors.Should().NotContain("The grabber has stopped");
    }

    [Fact]
    public async Task An_action_command_gets_the_json_on_its_input_and_its_exit_code_is_the_result()
    {
        await using var frontend = new FakeFrontend();
        frontend.Actions.Add("""{"id": 1, "action_type": 3, "object_type": "repository", "old_value": "a/one", "data": null, "priority": 0, "result": 0}""");
        frontend.Actions.Add("""{"id": 2, "action_type": 0, "object_type": "copr", "old_value": "a/two", "data": null, "priority": 0, "result": 0}""");
        var folder = Directory.CreateTempSubdirectory();
        var script = Path.Combine(folder.FullName, "act.sh");
        await File.WriteAllTextAsync(script, "#!/bin/sh\ngrep -q '\"id\": 1,' && exit 0\necho first >&2\necho 'no such project' >&2\nexit 3\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var run = ConsoleHost.Start("run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--cycles", "1", "--json", "--action-command", script);

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);
        folder.Delete(recursive: true);

        frontend.Reports.OrderBy(report => report.ActionId).Should().Equal(new ActionReport(1, true, null), new ActionReport(2, false, "first\nno such project"));
    }

    [Fact]
    public async Task The_end_of_an_endless_line_of_errors_is_the_message()
    {
        await using var frontend = new FakeFrontend();
        frontend.Actions.Add("""{"id": 1, "action_type": 3, "object_type": "repository", "old_value": "a/one", "data": null, "priority": 0, "result": 0}""");
        var folder = Directory.CreateTempSubdirectory();
        var script = Path.Combine(folder.FullName, "act.sh");
        await File.WriteAllTextAsync(script, "#!/bin/sh\nhead -c 20000000 /dev/zero | tr '\\0' x >&2\nprintf 'disk full' >&2\nexit 1\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var run = ConsoleHost.Start("run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--cycles", "1", "--json", "--action-command", script);

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);
        folder.Delete(recursive: true);

        frontend.Reports.Should().Equal(new ActionReport(1, false, $"{new string('x', 991)}disk full"));
    }

    [Theory]
    [InlineData("#!/no/such/program", "did not start")]
    [InlineData("#!/bin/sh\nexit 137", "ended with exit code 137")]
    [InlineData("#!/bin/sh\nkill -9 $$", "killed by signal 9")]
    public async Task An_action_command_that_does_not_start_or_is_killed_is_tried_again_later(string text, string reason)
    {
        await using var frontend = new FakeFrontend();
        frontend.Actions.Add("""{"id": 1, "action_type": 3, "object_type": "repository", "old_value": "a/one", "data": null, "priority": 0, "result": 0}""");
        var folder = Directory.CreateTempSubdirectory();
        var script = Path.Combine(folder.FullName, "act.sh");
        await File.WriteAllTextAsync(script, $"{text}\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var run = ConsoleHost.Start("run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--cycles", "1", "--json", "--action-command", script);

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);
        folder.Delete(recursive: true);

        run.Errors.Should().Contain(reason).And.NotContain("inner exception");
        frontend.Reports.Should().BeEmpty();
    }

    private static async Task UntilAsync(Func<bool> isTrue)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2), TimeProvider.System);
        while (!isTrue())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, deadline.Token);
        }
    }
}
