using System.Text.RegularExpressions;
using CoprJobGrab.TestKit;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoprJobGrab.Tests.Repository;

/// <summary>Holds the namespaces to <c>docs/adr/0012</c>: a <c>using</c> line shows which room a file knows, and a host needs three.</summary>
public sealed partial class NamespaceSpecs
{
    [Fact]
    public void An_internal_type_has_the_namespace_of_its_folder() => BreachesOf(RepositoryRoot.SourceFiles("src/CoprJobGrab").Select(Read)).Should().BeEmpty();

    [Theory]
    [InlineData("Queues/Redis/Seeded.cs", "namespace CoprJobGrab.Queues;\n\ninternal sealed class Seeded;")]
    [InlineData("Queues/Seeded.cs", "namespace CoprJobGrab.Queues;\n\npublic sealed class Seeded;")]
    [InlineData("Events/Seeded.cs", "namespace CoprJobGrab;\n\npublic sealed record Seeded : JobGrabEvent;")]
    public void A_seeded_type_in_another_namespace_is_found(string path, string text) => BreachesOf([(path, text)]).Should().ContainSingle();

    [Fact]
    public void Public_types_are_in_three_namespaces()
    {
        var types = typeof(JobGrabber).Assembly.GetExportedTypes();

        types.Select(type => type.Namespace).Distinct().Should()
            .BeEquivalentTo("CoprJobGrab", "CoprJobGrab.Events", "Microsoft.Extensions.DependencyInjection");
        types.Where(type => type.IsSubclassOf(typeof(JobGrabEvent))).Should().OnlyContain(type => type.Namespace == "CoprJobGrab.Events");
        typeof(CoprJobGrabServiceCollectionExtensions).Namespace.Should().Be("Microsoft.Extensions.DependencyInjection");
    }

    private static IEnumerable<string> BreachesOf(IEnumerable<(string Path, string Text)> files) =>
        from file in files
        let declared = Namespace().Match(file.Text).Groups[1].Value
        let folder = Path.GetDirectoryName(file.Path)!.Replace(Path.DirectorySeparatorChar, '.')
        let own = folder.Length == 0 ? "CoprJobGrab" : $"CoprJobGrab.{folder}"
        let expected = !Public().IsMatch(file.Text) ? own
            : Extensions().IsMatch(file.Text) ? "Microsoft.Extensions.DependencyInjection"
            : Case().IsMatch(file.Text) ? "CoprJobGrab.Events"
            : "CoprJobGrab"
        where declared != expected
        select $"{file.Path} is in {declared} and not in {expected}";

    private static (string Path, string Text) Read(string file) =>
        (Path.GetRelativePath(RepositoryRoot.File("src", "CoprJobGrab"), file), File.ReadAllText(file));

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^public ", RegexOptions.Multiline)]
    private static partial Regex Public();

    [GeneratedRegex(
        @"^    public static \w+ \w+(?:<\w+>)?\(\s*this (?:IServiceCollection|ICoprJobGrabBuilder|IConfigurationBuilder|IHealthChecksBuilder) ",
        RegexOptions.Multiline)]
    private static partial Regex Extensions();

    [GeneratedRegex(@"^public sealed record .*: JobGrabEvent\b", RegexOptions.Multiline)]
    private static partial Regex Case();
}
