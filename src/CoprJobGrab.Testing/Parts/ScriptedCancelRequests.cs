namespace CoprJobGrab.Testing;

/// <summary>Lists the cancel requests that a test makes, and takes or refuses their answers as the test says.</summary>
public sealed class ScriptedCancelRequests : ICancelRequests
{
    private readonly RawRecords _requested = new();

    /// <summary>Makes them; nothing is requested yet.</summary>
    public ScriptedCancelRequests() => OnFetch = _ => ValueTask.FromResult<Listing<string>>(new Listing<string>.Complete([.. _requested]));

    /// <summary>Answers a fetch; by default with the requests that were made and not answered.</summary>
    public Func<CancellationToken, ValueTask<Listing<string>>> OnFetch { get; set; }

    /// <summary>Is asked at each try of an answer; by default it is taken, which ends the request.</summary>
    public Func<CancelAnswer, CancellationToken, ValueTask> OnAnswer { get; set; } = (_, _) => ValueTask.CompletedTask;

    /// <summary>Every try.</summary>
    public Recording<CancelAnswer> Tries { get; } = new();

    /// <summary>What was taken.</summary>
    public Recording<CancelAnswer> Taken { get; } = new();

    /// <summary>Users cancel these tasks.</summary>
    /// <param name="taskIds">The tasks.</param>
    public void Request(params IEnumerable<string> taskIds) => _requested.Add(taskIds);

    /// <inheritdoc/>
    public ValueTask<Listing<string>> FetchAsync(CancellationToken cancellationToken) => OnFetch(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask AnswerAsync(string taskId, bool wasRunning, CancellationToken cancellationToken)
    {
        var answer = new CancelAnswer(taskId, wasRunning);
        Tries.Add(answer);
        await OnAnswer(answer, cancellationToken);
        _requested.Remove(taskId);
        Taken.Add(answer);
    }
}
