using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Routing;

public sealed class BuilderGroupsSpecs
{
    [Fact]
    public void An_architecture_in_two_groups_is_refused_with_both_names() =>
        Faults(new("0", ["x86_64", "i386"]), new("1", ["i386"])).Should().ContainSingle().Which.Should().Contain("'i386'").And.Contain("0, 1");

    [Fact]
    public void An_architecture_twice_in_one_group_is_refused() =>
        Faults(new BuilderGroup("0", ["i386", "i386"])).Should().ContainSingle().Which.Should().Contain("0, 0");

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData("a{b}")]
    [InlineData("a\n")]
    [InlineData("ä")]
    public void A_group_id_with_other_characters_is_refused(string id) =>
        Faults(new BuilderGroup(id, ["x86_64"])).Should().ContainSingle().Which.Should().Contain($"'{id}'");

    [Theory]
    [InlineData("0")]
    [InlineData("PC_x86.64-b")]
    public void A_group_id_of_letters_digits_dots_dashes_and_underscores_is_fine(string id) => Faults(new BuilderGroup(id, ["x86_64"])).Should().BeEmpty();

    [Fact]
    public void Two_groups_of_one_id_are_refused() =>
        Faults(new("0", ["x86_64"]), new("0", ["s390x"])).Should().ContainSingle().Which.Should().Contain("2 times");

    [Fact]
    public void No_group_and_an_empty_group_are_refused()
    {
        Faults().Should().ContainSingle().Which.Should().Contain("No builder group");
        Faults(new BuilderGroup("0", [])).Should().ContainSingle().Which.Should().Contain("'0' has no architecture");
    }

    [Fact]
    public void Blanks_around_configured_names_do_not_count()
    {
        var options = new CoprJobGrabOptions().AddGroup(" 0 ", "i386", " x86_64 ");

        new BuilderGroups(BuilderGroups.Read(options.Groups)).All.Should().ContainSingle().Which.Should()
            .BeEquivalentTo(new BuilderGroup("0", ["i386", "x86_64"]));
    }

    private static IEnumerable<string> Faults(params BuilderGroup[] groups) => BuilderGroups.Faults(groups);
}
