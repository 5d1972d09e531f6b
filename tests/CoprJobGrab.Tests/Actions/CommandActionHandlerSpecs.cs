using CoprJobGrab.ConsoleHost;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Actions;

public sealed class CommandActionHandlerSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cjg-command-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_a_program_leaves_running_behind_it_is_not_waited_for() =>
        (await HandleAsync("sleep 30 & echo $! > left; exit 0")).Should().Be(new ActionOutcome.Done());

    [Fact]
    public async Task A_message_is_told_though_something_left_behind_holds_the_pipe() =>
        (await HandleAsync("sleep 30 & echo $! > left; echo 'it is spoilt' >&2; exit 3")).Should().Be(new ActionOutcome.Failed("it is spoilt"));

    /// <summary>Within the time that a test gives, which is shorter than that of what the script leaves behind.</summary>
    private async Task<ActionOutcome> HandleAsync(string script)
    {
        var program = Path.Combine(_folder, "program");
        await File.WriteAllTextAsync(program, $"#!/bin/sh\ncd '{_folder}'\n{script}\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            return await new CommandActionHandler(program).HandleAsync(new ActionAttempt(SomeAction.Task(7)), CancellationToken.None)
                .AsTask().WaitAsync(TimeSpan.FromSeconds(15), TimeProvider.System);
        }
        finally
        {
            using var left = System.Diagnostics.Process.GetProcessById(int.Parse(
                await File.ReadAllTextAsync(Path.Combine(_folder, "left"), CancellationToken.None), System.Globalization.CultureInfo.InvariantCulture));
            left.Kill();
        }
    }
}
