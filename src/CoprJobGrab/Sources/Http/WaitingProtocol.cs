namespace CoprJobGrab.Sources.Http;

/// <summary>The frontend of 2014–2016: one answer holds both lists (wire 1.2.1).</summary>
internal sealed class WaitingProtocol(FrontendClient client)
{
    private static readonly FrontendCall Call = FrontendCall.Get("waiting/", "jobs");

    public async Task<TaskSnapshot> FetchAsync(IReadOnlyList<BuildTask> known, CancellationToken cancellationToken)
    {
        var answer = await client.ReadBuildsAsync(Call, known, isBare: false, cancellationToken).ConfigureAwait(false);
        return new TaskSnapshot(answer.Builds)
        {
            Actions = answer.Actions, ListsRunningTasks = false, FrontendApiVersion = answer.ApiVersion, Age = answer.Age,
        };
    }
}
