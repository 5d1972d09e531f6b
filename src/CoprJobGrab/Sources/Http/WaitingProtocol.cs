namespace CoprJobGrab.Sources.Http;

/// <summary>The frontend of 2014–2016: one answer holds both lists (wire 1.2.1).</summary>
internal sealed class WaitingProtocol(FrontendClient client, BodyBuffers buffers)
{
    public async Task<TaskSnapshot> FetchAsync(CancellationToken cancellationToken)
    {
        var answer = await client.SendAsync(FrontendCall.Get("waiting/", "jobs") with { Buffers = buffers }, cancellationToken).ConfigureAwait(false);
        try
        {
            var lists = answer.Read(WaitingLists.Read);
            return new TaskSnapshot(answer.WithoutSecrets(lists.Builds), answer)
            {
                Actions = lists.ActionsFault is { } fault
                    ? new Listing<ActionListing>.NoNews(answer.WrongShape(fault))
                    : lists.Actions is { } actions ? answer.WithoutSecrets(actions) : new Listing<ActionListing>.NoNews(null),
                ListsRunningTasks = false,
                FrontendApiVersion = answer.ApiVersion,
                Age = answer.Age,
            };
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }
}
