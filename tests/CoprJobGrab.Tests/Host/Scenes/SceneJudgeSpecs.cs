using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host.Scenes;

/// <summary>The judge of the scenes must see what is doubled, else its silence proves nothing; and excuse no more than nobody could know.</summary>
public sealed class SceneJudgeSpecs
{
    private const string Task = "1-fedora-42-x86_64";
    private readonly Journal _journal = new();

    [Fact]
    public void A_task_that_is_popped_twice_without_a_loss_is_doubled()
    {
        Popped(at: 1);
        Popped(at: 5);

        Doubled().Should().ContainSingle().Which.Should().Contain(Task).And.Contain("no loss between");
    }

    [Fact]
    public void A_pop_that_a_host_had_seen_is_not_excused_by_a_loss()
    {
        Popped(at: 1);
        Listed(host: 0, at: 2);
        Listed(host: 0, at: 3);
        Lost(new Loss("FLUSHALL", At(4), At(4)));
        Popped(at: 5);

        Doubled().Should().ContainSingle();
    }

    [Fact]
    public void A_pop_that_no_host_had_seen_is_excused_by_a_loss_of_the_claims_and_by_no_other()
    {
        Popped(at: 1);
        Listed(host: 0, at: 2);
        Listed(host: 1, at: 3);
        Lost(new Loss("DEL meta", At(4), At(4)) { TakesClaims = false });
        Popped(at: 5);
        Doubled().Should().ContainSingle("two hosts that were given a list each may both have looked before the pop");

        Lost(new Loss("DEL claims", At(4), At(4)));
        Excused().Should().Be(SceneJudge.Unseen);
    }

    [Fact]
    public void A_pop_after_a_loss_is_excused_only_where_the_list_stayed_and_only_until_the_first_look()
    {
        Lost(new Loss("FLUSHALL", At(1), At(1)));
        Popped(at: 2);
        Listed(host: 0, at: 3);
        Listed(host: 0, at: 4);
        Popped(at: 5);
        Doubled().Should().ContainSingle();

        Lost(new Loss("DEL claims", At(1), At(1)) { LeavesList = true });
        Excused().Should().Be(SceneJudge.Unseen);
    }

    [Fact]
    public void What_an_older_picture_brings_back_is_excused_only_until_the_first_look()
    {
        Popped(at: 1);
        Listed(host: 0, at: 2);
        Listed(host: 0, at: 3);
        Lost(new Loss("killed", At(4), At(5)) { Picture = At(0.5) });
        Popped(at: 6);
        Excused().Should().Be(SceneJudge.PoppedAgain);

        Listed(host: 0, at: 7);
        Listed(host: 0, at: 8);
        Popped(at: 9);
        Doubled().Should().ContainSingle();
    }

    [Fact]
    public void What_was_popped_before_the_picture_is_not_excused()
    {
        Popped(at: 1);
        Lost(new Loss("killed", At(4), At(5)) { Picture = At(2) });
        Popped(at: 6);

        Doubled().Should().ContainSingle();
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    private void Popped(double at) => _journal.Add(new Pop(Task, At(at), At(at)));

    private void Listed(int host, double at) => _journal.Add(new ServedList(host, At(at), new HashSet<string> { Task }));

    private void Lost(Loss loss) => _journal.Add(loss);

    private IReadOnlyList<string> Doubled() => SceneJudge.Judge(_journal).Doubled;

    private string Excused() => SceneJudge.Judge(_journal) is { Doubled.Count: 0, Excused: { Count: 1 } excused } ? excused.Keys.Single() : "nothing";
}
