using System.Text.RegularExpressions;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Events;

/// <summary>An event says itself: whoever adds one writes its declaration and where it is emitted, and the original's text where that had one.</summary>
public sealed class EventGateSpecs
{
    private static IReadOnlyList<Type> Cases { get; } =
        [.. typeof(JobGrabEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(JobGrabEvent)))];

    [Fact]
    public void The_set_of_events_is_closed_and_small() => Cases.Should().OnlyContain(type => type.IsSealed)
        .And.HaveCountLessThanOrEqualTo(35, "a host treats many alike: give one that is there another Step, List or Report (docs/adr/0019)");

    [Fact]
    public void An_event_is_named_in_at_most_three_files() => NamedTooOften(Sources()).Should().BeEmpty();

    [Fact]
    public void A_seeded_fourth_file_is_found() =>
        NamedTooOften([.. Sources(), ("Hosting/Seeded.cs", "internal sealed class Seeded(CycleEnded ended);")]).Should()
            .ContainSingle().Which.Should().StartWith("CycleEnded is named in 4 files").And.Contain("Hosting/Seeded.cs");

    [Fact]
    public void An_id_of_one_name_is_of_one_type_in_every_event() =>
        EventSamples.All.SelectMany(sample => sample.Sentence).Where(value => value.Value is not null && value.Key.EndsWith("Id", StringComparison.Ordinal))
            .GroupBy(value => value.Key, value => value.Value!.GetType().Name).Where(types => types.Distinct().Count() > 1)
            .Select(types => $"{types.Key}: {string.Join(", ", types.Distinct())}").Should().BeEmpty();

    private static IEnumerable<string> NamedTooOften(IReadOnlyList<(string Path, string Text)> files) =>
        from type in Cases
        let naming = files.Where(file => Regex.IsMatch(file.Text, $@"\b{type.Name}\b")).Select(file => file.Path).ToList()
        where naming.Count > 3
        select $"{type.Name} is named in {naming.Count} files: {string.Join(", ", naming)}";

    private static List<(string Path, string Text)> Sources() =>
        [.. RepositoryRoot.SourceFiles("src/CoprJobGrab").Select(path => (path, File.ReadAllText(path)))];
}
