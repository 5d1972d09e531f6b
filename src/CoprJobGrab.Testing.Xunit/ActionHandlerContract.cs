using System.Globalization;
using System.Text;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Testing.Xunit;

/// <summary>What must hold of every <see cref="IActionHandler"/>. Derive a test class per implementation.</summary>
public abstract class ActionHandlerContract
{
    /// <summary>What the action lanes give a handler at a stop.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>How many actions the handler works on at once at least; 10 by default. The actions beyond that may wait for their turn.</summary>
    protected virtual int AtOnce => 10;

    protected abstract ActionHandlerRig Create();

    [Fact]
    public async Task An_action_is_done_when_its_work_is()
    {
        await using var rig = Create();
        rig.Hold();
        var handling = HandleAsync(rig, 1);
        await rig.WaitUntilBegunAsync(1).InTimeAsync();
        handling.IsCompleted.Should().BeFalse();

        rig.Release();

        (await handling).Should().BeOfType<ActionOutcome.Done>();
    }

    [Fact]
    public async Task What_cannot_be_done_has_failed_for_a_reason()
    {
        await using var rig = Create();
        rig.Spoil();

        (await HandleAsync(rig, 1)).Should().BeOfType<ActionOutcome.Failed>().Which.Reason.Should().NotBeEmpty();
    }

    [Fact]
    public async Task The_same_action_may_be_handled_again()
    {
        await using var rig = Create();
        var first = await HandleAsync(rig, 1);

        var second = await HandleAsync(rig, 1);

        first.Should().BeOfType<ActionOutcome.Done>();
        second.Should().Be(first);
        await rig.WaitUntilBegunAsync(2).InTimeAsync();
    }

    [Fact]
    public async Task Cancellation_ends_it_soon_and_the_action_may_be_handled_again()
    {
        await using var rig = Create();
        rig.Hold();
        using var stop = new CancellationTokenSource();
        var handling = HandleAsync(rig, 1, stop.Token);
        await rig.WaitUntilBegunAsync(1).InTimeAsync();

        await stop.CancelAsync();

        await handling.Awaiting(task => task.WaitAsync(Grace, TimeProvider.System)).Should().ThrowAsync<OperationCanceledException>();
        rig.Release();
        (await HandleAsync(rig, 1)).Should().BeOfType<ActionOutcome.Done>();
    }

    [Fact]
    public async Task Several_actions_are_handled_side_by_side()
    {
        await using var rig = Create();
        rig.Hold();
        using var stop = new CancellationTokenSource();
        var others = Enumerable.Range(1, AtOnce - 1).Select(id => HandleAsync(rig, id)).ToList();
        var cancelled = HandleAsync(rig, AtOnce, stop.Token);
        await rig.WaitUntilBegunAsync(AtOnce).InTimeAsync();

        await stop.CancelAsync();
        await cancelled.Awaiting(task => task.WaitAsync(Grace, TimeProvider.System)).Should().ThrowAsync<OperationCanceledException>();
        others.Should().NotContain(handling => handling.IsCompleted, "the cancellation of one is no matter of the others");
        var more = Enumerable.Range(AtOnce + 1, 10).Select(id => HandleAsync(rig, id)).ToList();
        rig.Release();

        (await Task.WhenAll(others.Concat(more)).InTimeAsync()).Should().AllBeOfType<ActionOutcome.Done>();
    }

    private static Task<ActionOutcome> HandleAsync(ActionHandlerRig rig, long id, CancellationToken cancellationToken = default) =>
        Task.Run(() => rig.Handler.HandleAsync(new ActionAttempt(Action(id)), cancellationToken).AsTask(), CancellationToken.None).InTimeAsync();

    private static ActionTask Action(long id) => SomeAction.Task(id, $"jdoe/project-{id}") with
    {
        Json = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"id": {{id}}, "action_type": 3}""")),
    };
}
