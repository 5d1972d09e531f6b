using System.Text.RegularExpressions;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing.Xunit;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Testing;

/// <summary>An implementation that hangs fails a suite's test and does not hang the run.</summary>
public sealed partial class InTimeSpecs
{
    [Fact]
    public async Task What_does_not_end_is_a_fault_that_names_it()
    {
        var hanging = new TaskCompletionSource<int>().Task;

        (await hanging.Awaiting(task => task.InTimeAsync(TimeSpan.FromMilliseconds(20))).Should().ThrowAsync<TimeoutException>()).WithMessage(
            "task has not ended after 00:00:00.0200000.");
        (await Task.FromResult(7).InTimeAsync()).Should().Be(7);
        await Task.FromException(new TimeoutException("its own")).Awaiting(task => task.InTimeAsync()).Should().ThrowAsync<TimeoutException>()
            .WithMessage("its own");
    }

    [Fact]
    public void No_suite_waits_for_a_rig_or_what_is_under_test_without_a_deadline()
    {
        var unbounded =
            from file in RepositoryRoot.SourceFiles("src/CoprJobGrab.Testing.Xunit")
            from line in File.ReadLines(file)
            where Wait().IsMatch(line) && !line.Contains("InTimeAsync(", StringComparison.Ordinal)
            select $"{Path.GetFileName(file)}: {line.Trim()}";

        unbounded.Should().BeEmpty();
    }

    [GeneratedRegex(@"\b(await rig\.\w+Async\(|one\.\w+\.\w+Async\(|= rig\.Source\.FetchActionAsync|\(await rig\.Source|rig\.Source\.FetchActionAsync\(action"
        + @"|Task\.WhenAll)")]
    private static partial Regex Wait();
}
