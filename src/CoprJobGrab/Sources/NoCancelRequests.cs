namespace CoprJobGrab.Sources;

/// <summary>For a host whose work comes from a source of its own that says nothing of cancelled tasks.</summary>
internal sealed class NoCancelRequests : ICancelRequests
{
    public ValueTask<Listing<string>> FetchAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<Listing<string>>(new Listing<string>.NoNews(null));

    public ValueTask AnswerAsync(string taskId, bool wasRunning, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
