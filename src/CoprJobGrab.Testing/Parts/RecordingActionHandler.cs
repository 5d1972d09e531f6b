namespace CoprJobGrab.Testing;

/// <summary>Keeps which actions it was given, and ends as the test says.</summary>
public sealed class RecordingActionHandler : IActionHandler
{
    private int _running;
    private int _mostAtOnce;

    /// <summary>Handles one attempt; by default it is done at once.</summary>
    public Func<ActionAttempt, CancellationToken, ValueTask<ActionOutcome>> OnHandle { get; set; } = (_, _) =>
        ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Done());

    /// <summary>The ids in the order in which they were begun.</summary>
    public Recording<long> Begun { get; } = new();

    /// <summary>The ids in the order in which they ended, however they did.</summary>
    public Recording<long> Ended { get; } = new();

    /// <summary>How many ran at once at most.</summary>
    public int MostAtOnce => Volatile.Read(ref _mostAtOnce);

    /// <inheritdoc/>
    public async ValueTask<ActionOutcome> HandleAsync(ActionAttempt attempt, CancellationToken cancellationToken)
    {
        var running = Interlocked.Increment(ref _running);
        for (var most = MostAtOnce; running > most; most = MostAtOnce)
        {
            Interlocked.CompareExchange(ref _mostAtOnce, running, most);
        }

        Begun.Add(attempt.Action.Id);
        try
        {
            return await OnHandle(attempt, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
            Ended.Add(attempt.Action.Id);
        }
    }
}
