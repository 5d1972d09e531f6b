using System.Text;
using System.Text.Json;
using CsCheck;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Testing.Xunit;

/// <summary>What must hold of every <see cref="IBuildRouter"/>, for whatever well-formed tasks. Derive a test class per implementation.</summary>
public abstract class BuildRouterContract
{
    private static readonly Gen<string> Part = Gen.OneOf(
        Among("fedora", "42", "x86_64", "i386", "i586", "aarch64", "source", "*", "ž\U0001f600", " "),
        Gen.String[Gen.Char[' ', '~'], 1, 12].Select(text => text.Replace('-', '_')));

    private static readonly Gen<string?> Chroot = Gen.OneOf(Among<string?>(null, ""), Part.Array[3, 5].Select(parts => (string?)string.Join('-', parts)));

    private static readonly Gen<BuildTask[]> Tasks = Gen.Select(Chroot, Among("jdoe", "@staff", "@group"), Gen.Bool).Array[1, 20]
        .Select(drawn => drawn.Select((task, index) => Make(index, task.Item1, task.Item2, task.Item3)).ToArray());

    /// <summary>The ids of the groups that are configured.</summary>
    protected abstract IReadOnlyCollection<string> GroupIds { get; }

    /// <summary>A new router for <see cref="GroupIds"/>.</summary>
    protected abstract IBuildRouter Create();

    /// <summary>
    /// Tasks that are asked about beside the drawn ones, which have a chroot, an owner and whether they are background builds.
    /// A router that looks at something else needs one here that it sends to a group. None by default.
    /// </summary>
    protected virtual IReadOnlyCollection<BuildTask> Samples => [];

    [Fact]
    public void Every_well_formed_task_gets_a_decision_with_a_reason()
    {
        var router = Create();

        Drawn.Sample(tasks => tasks.Select(router.Route).Should().NotContainNulls().And.OnlyContain(decision => ReasonOf(decision).Length > 0));
    }

    [Fact]
    public void Only_configured_groups_are_chosen_and_some_task_gets_one()
    {
        var router = Create();
        var chosen = new HashSet<string>();

        Drawn.Sample(tasks => chosen.UnionWith(tasks.Select(router.Route).OfType<RouteDecision.ToGroup>().Select(decision => decision.GroupId)), threads: 1);

        chosen.Should().NotBeEmpty().And.BeSubsetOf(GroupIds);
    }

    [Fact]
    public void The_same_task_gets_the_same_decision_whatever_was_asked_before()
    {
        var router = Create();

        Drawn.Sample(tasks =>
        {
            var decisions = tasks.Select(router.Route).ToList();
            tasks.Reverse().Select(router.Route).Reverse().Should().Equal(decisions);
            tasks.Select(task => Create().Route(task)).Should().Equal(decisions);
        });
    }

    [Fact]
    public void A_task_is_as_it_was_after_it_was_routed()
    {
        var router = Create();

        Drawn.Sample(tasks =>
        {
            var before = tasks.Select(Describe).ToList();
            foreach (var task in tasks)
            {
                router.Route(task);
            }

            tasks.Select(Describe).Should().Equal(before);
        });
    }

    [Fact]
    public void Several_threads_may_ask_at_once()
    {
        var router = Create();
        var tasks = Enumerable.Range(0, 5_000)
            .Select(index => Make(index, index % 3 == 0 ? null : $"fedora-42-arch{index % 50}", index % 2 == 0 ? "@staff" : "jdoe", background: false))
            .ToArray();
        var expected = tasks.Select(task => Create().Route(task)).ToList();

        var decisions = tasks.AsParallel().AsOrdered().WithDegreeOfParallelism(4).Select(router.Route).ToList();

        decisions.Should().Equal(expected);
    }

    private Gen<BuildTask[]> Drawn => Tasks.Select(tasks => tasks.Concat(Samples).ToArray());

    private static Gen<T> Among<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static string ReasonOf(RouteDecision decision) => decision switch
    {
        RouteDecision.ToGroup group => group.Reason,
        RouteDecision.Refuse refuse => refuse.Reason,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static (string, string?, string) Describe(BuildTask task) => (task.TaskId, task.Chroot, Encoding.UTF8.GetString(task.Json.Span));

    private static BuildTask Make(int index, string? chroot, string owner, bool background) =>
        Some.Task($$"""{"task_id": "{{index}}", "chroot": {{JsonSerializer.Serialize(chroot)}}, "project_owner": "{{owner}}", "background":"""
            + $$""" {{(background ? "true" : "false")}}}""", index);
}
