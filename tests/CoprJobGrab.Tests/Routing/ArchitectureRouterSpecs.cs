using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Routing;

public sealed class ArchitectureRouterSpecs
{
    private static readonly BuilderGroup X86 = new("0", ["i386", "i686", "x86_64"]);
    private static readonly BuilderGroup Arm = new("1", ["armv7"]);

    [Fact]
    public void Each_architecture_of_a_group_leads_to_its_queue()
    {
        new[] { X86, Arm }.Select(group => group.QueueName).Should().Equal("copr-be-0", "copr-be-1");
        foreach (var group in new[] { X86, Arm })
        {
            group.Architectures.Should().OnlyContain(architecture => Group(Route($"fedora-20-{architecture}", X86, Arm)) == group.Id);
        }
    }

    [Fact]
    public void An_x86_64_task_goes_to_the_x86_group() => Group(Route("fedora-20-x86_64", X86, Arm)).Should().Be("0");

    [Fact]
    public void An_armv7_task_goes_to_the_arm_group() => Group(Route("fedora-20-armv7", X86, Arm)).Should().Be("1");

    [Fact]
    public void An_unknown_architecture_is_refused_with_the_architecture_and_the_task() =>
        Reason(Route("fedora-20-s390x", X86, Arm)).Should().Be("No builder group for architecture: s390x, task: 12346");

    [Theory]
    [InlineData("opensuse-leap-15.5-x86_64")]
    [InlineData("centos-stream-9-x86_64")]
    [InlineData("a-b-c-d-x86_64")]
    public void The_architecture_is_the_right_most_part(string chroot) => Group(Route(chroot, X86, Arm)).Should().Be("0");

    [Fact]
    public void An_exact_match_goes_before_x86_64_for_what_ends_in_86() =>
        Group(Route("fedora-20-i386", new("0", ["x86_64"]), new("1", ["i386"]))).Should().Be("1");

    [Fact]
    public void What_ends_in_86_goes_to_x86_64_before_the_rest() =>
        Group(Route("fedora-20-i586", new("0", ["x86_64"]), new("1", ["*"]))).Should().Be("0");

    [Fact]
    public void What_ends_in_86_goes_to_the_rest_when_nobody_builds_x86_64() => Group(Route("fedora-20-i586", new("9", ["*"]), Arm)).Should().Be("9");

    [Fact]
    public void What_ends_in_86_is_refused_when_nobody_builds_x86_64_or_the_rest() => Reason(Route("fedora-20-i586", Arm)).Should().Contain("i586");

    [Fact]
    public void Everything_else_goes_to_the_rest() => Group(Route("fedora-20-s390x", X86, new("9", ["*"]))).Should().Be("9");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void A_task_without_a_chroot_goes_to_source(string? chroot) => Group(Route(chroot, new("0", ["*"]), new("s", ["source"]))).Should().Be("s");

    [Fact]
    public void A_task_without_a_chroot_goes_to_the_rest_when_nobody_takes_source() => Group(Route(null, X86, new("9", ["*"]))).Should().Be("9");

    [Fact]
    public void A_task_without_a_chroot_is_refused_when_nobody_takes_source_or_the_rest() =>
        Reason(Route(null, X86)).Should().Contain("source").And.Contain("12346");

    [Fact]
    public void A_source_task_with_a_chroot_goes_by_its_architecture() => Group(Route("fedora-42-x86_64", X86, new("s", ["source"]))).Should().Be("0");

    [Fact]
    public void A_chroot_that_ends_in_a_star_is_nobodys_but_that_of_the_rest()
    {
        Reason(Route("fedora-42-*", X86)).Should().Contain("*");
        Group(Route("fedora-42-*", X86, new("9", ["*"]))).Should().Be("9");
    }

    private static RouteDecision Route(string? chroot, params BuilderGroup[] groups) =>
        new ArchitectureRouter(new BuilderGroups(groups)).Route(Some.Build("12346", chroot));

    private static string Group(RouteDecision decision) => decision.Should().BeOfType<RouteDecision.ToGroup>().Which.GroupId;

    private static string Reason(RouteDecision decision) => decision.Should().BeOfType<RouteDecision.Refuse>().Which.Reason;
}
