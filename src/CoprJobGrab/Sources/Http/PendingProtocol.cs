using System.Globalization;
using System.Net;

namespace CoprJobGrab.Sources.Http;

/// <summary>The frontend since 2018: a list for each kind of work, and a record for each action (wire 1.5).</summary>
internal sealed class PendingProtocol(FrontendClient client, FrontendOptions options, TimeProvider time)
{
    // How long the list of actions may take after the builds list, however late that comes.
    private static readonly TimeSpan LeastGrace = TimeSpan.FromSeconds(2);

    private static readonly FrontendCall BuildsCall = FrontendCall.Get("pending-jobs/", "jobs");
    private static readonly FrontendCall ActionsCall = FrontendCall.Get("pending-actions/", "actions");

    /// <summary>
    /// Asks for both lists side by side; each succeeds or fails for itself. Once the builds list is there, the actions have until a third of
    /// <see cref="FrontendOptions.Timeout"/> has passed since they were asked for, two seconds at least: builds do not wait for a list that hangs.
    /// </summary>
    /// <exception cref="TaskSourceException">There is no such builds list (404): the frontend speaks another protocol.</exception>
    public async Task<TaskSnapshot> FetchAsync(IReadOnlyList<BuildTask> known, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asked = time.GetTimestamp();
        var actions = FetchActionsAsync(ended.Token);
        try
        {
            var (builds, answer) = await FetchBuildsAsync(known, cancellationToken).ConfigureAwait(false);
            using var late = new CancellationTokenSource(Grace(time.GetElapsedTime(asked)), time);
            return new TaskSnapshot(builds)
            {
                Actions = await InTimeAsync(actions, ActionsCall, late.Token).ConfigureAwait(false),
                FrontendApiVersion = answer?.ApiVersion ?? 0,
                Age = answer?.Age,
            };
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await ((Task)actions).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async Task<ActionTask> FetchActionAsync(long id, CancellationToken cancellationToken)
    {
        var name = id.ToString(CultureInfo.InvariantCulture);
        var answer = await client.SendAsync(FrontendCall.Get($"action/{name}/", $"action {name}"), cancellationToken).ConfigureAwait(false);
        var action = answer.Read(ActionList.ReadSingle);
        return action.Id == id
            ? action
            : throw answer.WrongShape($"the answer is action {action.Id.ToString(CultureInfo.InvariantCulture)}");
    }

    private TimeSpan Grace(TimeSpan elapsed)
    {
        var timeout = options.Timeout;
        var grace = Max(LeastGrace, (timeout / 3) - elapsed);
        // The list's own deadline comes first then, and says so.
        return elapsed + grace < timeout ? grace : Timeout.InfiniteTimeSpan;
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private async Task<Listing<T>> InTimeAsync<T>(Task<Listing<T>> list, FrontendCall call, CancellationToken late)
    {
        try
        {
            return await list.WaitAsync(late).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !list.IsCompleted)
        {
            return new Listing<T>.NoNews(client.LateBesideBuilds(call));
        }
    }

    private async Task<(Listing<BuildTask> Builds, BuildAnswer? Answer)> FetchBuildsAsync(
        IReadOnlyList<BuildTask> known, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.ReadBuildsAsync(BuildsCall, known, isBare: true, cancellationToken).ConfigureAwait(false);
            return (answer.Builds, answer);
        }
        catch (TaskSourceException fault) when (fault.Status != HttpStatusCode.NotFound)
        {
            return (new Listing<BuildTask>.NoNews(fault), null);
        }
    }

    private async Task<Listing<ActionListing>> FetchActionsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.SendAsync(ActionsCall, cancellationToken).ConfigureAwait(false);
            return answer.ReadList<ActionListing>(ActionList.ReadAnswer);
        }
        catch (TaskSourceException fault)
        {
            return new Listing<ActionListing>.NoNews(fault);
        }
    }
}
