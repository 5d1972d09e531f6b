using CoprJobGrab.Events;

namespace CoprJobGrab.Workers;

/// <summary>
/// Has the reports told that no worker tells, at the grabber that leads, beside the cycle. The queue is asked for them only when a claim whose build has ended
/// has been seen for so long that no worker will take its report over any more.
/// </summary>
internal sealed class LeftReports(Func<TellerParts> parts, EventHub events, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Patience = 2 * ReportTeller.Lease;

    private readonly CancellationTokenSource _stop = new();
    private Dictionary<(string TaskId, Guid Urn, int Attempt), long> _ended = [];
    private TellerParts? _parts;
    private ReportTeller? _teller;
    private long? _askedAt;

    /// <summary>True when there is nobody to tell.</summary>
    public bool IsOff { get; init; }

    /// <summary>Looks for such claims, and asks for their reports at most once a minute. Called in the cycle of a grabber that leads.</summary>
    public void Look(QueueState observed)
    {
        if (IsOff)
        {
            return;
        }

        var now = time.GetTimestamp();
        var ended = new Dictionary<(string, Guid, int), long>();
        var groups = new HashSet<string>(StringComparer.Ordinal);
        foreach (var claim in observed.Claims.Values.Where(claim => claim.IsEnded))
        {
            var name = (claim.TaskId, claim.Urn, claim.Attempt);
            ended[name] = _ended.GetValueOrDefault(name, now);
            if (time.GetElapsedTime(ended[name], now) >= Patience)
            {
                groups.Add(claim.GroupId);
            }
        }

        _ended = ended;
        if (groups.Count > 0 && (_askedAt is not { } last || time.GetElapsedTime(last, now) >= ReportTeller.Lease))
        {
            _askedAt = now;
            _ = TellAsync([.. groups]);
        }
    }

    public void Dispose() => _stop.Cancel();

    private async Task TellAsync(IReadOnlyList<string> groups)
    {
        try
        {
            _parts ??= parts();
            _teller ??= new ReportTeller(_parts, _stop.Token, _stop.Token);
            var tellings = await _teller.TakeOverAsync(groups).ConfigureAwait(false);
            _parts.StoreWorks();
            await Task.WhenAll(tellings).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The process stops; another one tells what is left.
        }
        catch (BuildQueueException fault) when (_parts is not null)
        {
            _parts.StoreFailed(fault);
        }
#pragma warning disable CA1031 // Nobody awaits it, and the event tells it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            events.Failed(GrabberStep.Workers, fault, "leader");
        }
    }
}
