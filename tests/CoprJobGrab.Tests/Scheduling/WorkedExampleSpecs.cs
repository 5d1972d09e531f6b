using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Scheduling;

/// <summary>The example of <c>docs/scheduling.md</c>.</summary>
public sealed class WorkedExampleSpecs
{
    private static readonly BuildTask[] List =
    [
        Desk.Task("11-fedora-42-x86_64"), Desk.Task("12-fedora-42-x86_64"), Desk.Task("13-fedora-42-x86_64"), Desk.Task("14-fedora-42-i386", arch: "i386"),
        Desk.Task("15-fedora-42-x86_64", "cecil"), Desk.Task("16", "cecil", arch: null), Desk.Task("17-fedora-42-x86_64", "cecil"),
        Desk.Task("18-fedora-42-s390x", arch: "s390x"),
        Desk.Task("19-fedora-42-x86_64", "mirek", background: true), Desk.Task("20", "mirek", arch: null, background: true),
    ];

    private readonly Desk _desk = new(new BuilderGroup("0", ["x86_64", "i386", "source"]));

    [Fact]
    public void The_example_of_the_document_is_true()
    {
        _desk.Limit(options => options.Limits.PerOwner = 2, depth: 3);

        var plan = _desk.Poll(List);
        var held = _desk.Held(plan);

        plan.Tasks.Select(planned => planned.Priority).Should()
            .Equal(1_000_001, 1_000_002, 1_000_003, 1_000_004, 1_000_001, 1, 1_000_002, 1_000_001, 3_000_001, 2_000_001);
        Desk.Pushed(plan).Should().Equal("16", "11-fedora-42-x86_64", "15-fedora-42-x86_64");
        Desk.Why(plan, "17-fedora-42-x86_64").Should().Be("limit owner: 2 of 2 places of 'cecil' are taken");
        foreach (var full in new[] { "12-fedora-42-x86_64", "13-fedora-42-x86_64", "14-fedora-42-i386", "19-fedora-42-x86_64", "20" })
        {
            Desk.Why(plan, full).Should().Be("as many tasks wait in the queue of group 0 as may, which is 3");
        }

        plan.Tasks.Single(planned => planned.Task.Architecture == "s390x").Decision.Should().BeOfType<Decision.Refuse>();

        _desk.Take("16");
        Desk.Pushed(_desk.TopUp(held)).Should().Equal("12-fedora-42-x86_64");
        _desk.Take("11-fedora-42-x86_64");
        Desk.Pushed(_desk.TopUp(held)).Should().Equal("20");
    }
}
