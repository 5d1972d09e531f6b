using System.Net;

namespace CoprJobGrab.Sources.Http;

/// <summary>Asks Copr's frontend over HTTP, in the protocol of its era.</summary>
internal sealed class HttpTaskSource : ITaskSource
{
    private readonly FrontendOptions _options;
    private readonly PendingProtocol _pending;
    private readonly WaitingProtocol _waiting;
    private readonly SpokenProtocol _known;
    private volatile FrontendProtocol _spoken = FrontendProtocol.Pending;
    private volatile IReadOnlyList<BuildTask> _last = [];

    public HttpTaskSource(FrontendClient client, FrontendOptions options, SpokenProtocol known, TimeProvider time)
    {
        (_options, _known) = (options, known);
        _pending = new PendingProtocol(client, options, time);
        _waiting = new WaitingProtocol(client);
    }

    public async ValueTask<TaskSnapshot> FetchAsync(CancellationToken cancellationToken)
    {
        var wanted = _options.Protocol;
        var first = wanted == FrontendProtocol.Auto ? _spoken : wanted;
        try
        {
            return await FetchAsync(first, cancellationToken).ConfigureAwait(false);
        }
        catch (TaskSourceException fault) when (wanted == FrontendProtocol.Auto && fault.Status == HttpStatusCode.NotFound)
        {
            return await FetchOtherAsync(first, fault, cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask<ActionTask> FetchActionAsync(ActionListing action, CancellationToken cancellationToken) =>
        action.Record is { } record
            ? ValueTask.FromResult(record)
            : new ValueTask<ActionTask>(_pending.FetchActionAsync(action.Id, cancellationToken));

    /// <summary>Where it asks, without user information, and in which protocol.</summary>
    public override string ToString() => $"{FrontendAddress.Root(_options.Url)?.ToString() ?? "an address that is not set"} ({_options.Protocol})";

    private async Task<TaskSnapshot> FetchOtherAsync(FrontendProtocol first, TaskSourceException firstFault, CancellationToken cancellationToken)
    {
        var second = first == FrontendProtocol.Pending ? FrontendProtocol.Waiting : FrontendProtocol.Pending;
        try
        {
            var snapshot = await FetchAsync(second, cancellationToken).ConfigureAwait(false);
            _spoken = second;
            return snapshot;
        }
        catch (TaskSourceException fault) when (fault.Status == HttpStatusCode.NotFound)
        {
            throw new TaskSourceException(
                fault.Fault, $"The frontend has neither list of work. {firstFault.Message} {fault.Message}", fault) { Status = fault.Status };
        }
    }

    private async Task<TaskSnapshot> FetchAsync(FrontendProtocol protocol, CancellationToken cancellationToken)
    {
        var fetch = protocol == FrontendProtocol.Waiting ? _waiting.FetchAsync(_last, cancellationToken) : _pending.FetchAsync(_last, cancellationToken);
        var snapshot = await fetch.ConfigureAwait(false);
        if (snapshot.Builds is Listing<BuildTask>.Complete builds)
        {
            _last = builds.Items;
            _known.Found(protocol);
        }

        return snapshot;
    }
}
