using System.Reflection;
using System.Text.RegularExpressions;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Repository;

/// <summary>A type can be read whole: it has at most 300 lines over all its parts, and its constructors take at most 8 parameters.</summary>
public sealed partial class TypeSizeSpecs
{
    private const int MostLines = 300;
    private const int MostParameters = 8;

    [Fact]
    public void No_type_is_longer_than_three_hundred_lines_over_all_its_parts() =>
        TooLong(RepositoryRoot.SourceFiles().Select(file => (File.ReadAllText(file), File.ReadLines(file).Count()))).Should().BeEmpty();

    [Fact]
    public void A_seeded_type_of_two_parts_that_are_too_long_together_is_found() =>
        TooLong([(Part("One"), 151), (Part("One"), 150), (Part("Other"), 150), (Part("Other"), 150)]).Should().Equal("Seeded.One has 301 lines");

    [Fact]
    public void No_constructor_takes_more_than_eight_parameters() =>
        TooWide([.. typeof(JobGrabber).Assembly.GetTypes(), .. typeof(CoprJobGrabHarness).Assembly.GetTypes()]).Should().BeEmpty();

    [Fact]
    public void A_seeded_constructor_that_takes_more_is_found() => TooWide([typeof(Seeded)]).Should().Equal("Seeded takes 9 parameters");

    private static string Part(string type) => $"namespace Seeded;\n\ninternal sealed partial class {type}\n";

    private static IEnumerable<string> TooLong(IEnumerable<(string Text, int Lines)> files) =>
        from file in files
        from type in Declaration().Matches(file.Text).Select(match => match.Groups[1].Value).Distinct()
        group file.Lines by $"{Namespace().Match(file.Text).Groups[1].Value}.{type}" into parts
        where parts.Sum() > MostLines
        select $"{parts.Key} has {parts.Sum()} lines";

    private static IEnumerable<string> TooWide(IEnumerable<Type> types) =>
        from type in types
        from constructor in type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        let parameters = constructor.GetParameters().Length
        where parameters > MostParameters
        select $"{type.Name} takes {parameters} parameters";

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^(?:public|internal)[\w ]*\b(?:class|record|struct|interface|enum)\s+(?:struct\s+)?(\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    private sealed record Seeded(int A, int B, int C, int D, int E, int F, int G, int H, int I);
}
