using System.Text;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Workers;

public sealed class BuildReportTextSpecs
{
    private const string Task = """{"task_id": "7-fedora-42-x86_64", "note": "two\nlines"}""";

    private static readonly DateTimeOffset Started = DateTimeOffset.FromUnixTimeMilliseconds(1_767_225_600_123);
    private static readonly TakenBuild Taken = new("g", "7-fedora-42-x86_64", Guid.NewGuid(), 1, Encoding.UTF8.GetBytes("{}"), Started);

    public static TheoryData<BuildOutcome> Outcomes() =>
    [
        new BuildOutcome.Succeeded(),
        new BuildOutcome.Succeeded("""{"pkg_version": "1.2-3"}"""),
        new BuildOutcome.Failed("the \"compiler\"\nsaid no; \u017elu\u0165ou\u010dk\u00fd \U0001f600"),
        new BuildOutcome.Failed("", """{"built_packages": ""}"""),
        new BuildOutcome.GivenBack(),
        new BuildOutcome.GivenBack("not here", TimeSpan.FromMilliseconds(1500)),
        new BuildOutcome.Interrupted(),
    ];

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void What_was_written_is_read(BuildOutcome outcome)
    {
        var read = BuildReportText.Read(Taken, BuildReportText.Write(Report(outcome)))!;
        (read.GroupId, read.TaskId, read.Outcome, read.StartedAt, read.EndedAt).Should().Be(("g", Taken.TaskId, outcome, Started, Started.AddSeconds(5)));
        Encoding.UTF8.GetString(read.Json.Span).Should().Be(Task, "the task stays as it came, byte for byte");
    }

    [Fact]
    public void The_form_stays_because_another_process_may_read_it() =>
        Encoding.UTF8.GetString(BuildReportText.Write(Report(new BuildOutcome.GivenBack("later", TimeSpan.FromSeconds(2))))).Should().Be(
            """{"outcome":"givenBack","reason":"later","started":1767225600123,"ended":1767225605123,"pause":2000}""" + "\n" + Task);

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("no JSON\n{}")]
    [InlineData("[]\n{}")]
    [InlineData("7\n{}")]
    [InlineData("{}\n{}")]
    [InlineData("""{"outcome":"vanished","started":1,"ended":2}""" + "\n{}")]
    [InlineData("""{"outcome":3,"started":1,"ended":2}""" + "\n{}")]
    [InlineData("""{"outcome":"failed","reason":[],"started":1,"ended":2}""" + "\n{}")]
    [InlineData("""{"outcome":"interrupted","ended":2}""" + "\n{}")]
    [InlineData("""{"outcome":"interrupted","started":1,"ended":9223372036854775807}""" + "\n{}")]
    [InlineData("""{"outcome":"givenBack","started":1,"ended":2,"pause":9223372036854775807}""" + "\n{}")]
    public void A_text_that_is_no_report_is_none(string text) => BuildReportText.Read(Taken, Encoding.UTF8.GetBytes(text)).Should().BeNull();

    [Fact]
    public void A_member_of_a_later_version_is_passed_over() =>
        BuildReportText.Read(Taken, Encoding.UTF8.GetBytes("""{"later":[1],"outcome":"interrupted","started":1,"ended":2}""" + "\n{}"))!
            .Outcome.Should().Be(new BuildOutcome.Interrupted());

    private static BuildReport Report(BuildOutcome outcome) =>
        new("g", Taken.TaskId, Encoding.UTF8.GetBytes(Task), outcome, Started, Started.AddSeconds(5));
}
