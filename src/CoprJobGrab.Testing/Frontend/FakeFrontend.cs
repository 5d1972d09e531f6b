using System.Collections.Concurrent;
using System.Text.Json;

namespace CoprJobGrab.Testing;

/// <summary>
/// Stands for Copr's frontend, over real HTTP on 127.0.0.1.
/// Fill <see cref="Builds"/> and <see cref="Actions"/> and it speaks the protocol of either era; script single paths with <see cref="On"/> to see what a broken
/// frontend does.
/// </summary>
public sealed class FakeFrontend : IAsyncDisposable
{
    private readonly FakeServer _server;
    private readonly FakeFrontendWork _work;
    private readonly ConcurrentDictionary<string, FakeAnswer> _scripted = new();
    private readonly Recording<FakeRequest> _requests = new();

    /// <summary>Begins to listen, on a port that is free.</summary>
    /// <param name="protocol">Which era's paths exist.</param>
    public FakeFrontend(FrontendProtocol protocol = FrontendProtocol.Pending)
    {
        Protocol = protocol;
        _work = new FakeFrontendWork(this);
        _server = new FakeServer(Answer);
    }

    /// <summary>The address to configure; the path <c>/backend/</c> is not in it.</summary>
    public Uri Url => new($"http://127.0.0.1:{_server.Port}/");

    /// <summary>Which era's paths exist; <see cref="FrontendProtocol.Auto"/> stands for both.</summary>
    public FrontendProtocol Protocol { get; set; }

    /// <summary>When set, it is asked for as the real frontend does: always of 2014's, and of today's for POST only (wire 1.0).</summary>
    public string? Password { get; set; }

    /// <summary>The version header of today's paths; null sends none (wire 1.8).</summary>
    public int? ApiVersion { get; set; } = 9;

    /// <summary>Stream the lists in chunks, as today's frontend does, or send them whole.</summary>
    public BodyFraming Framing { get; set; }

    /// <summary>
    /// How long a connection may be idle between two requests, as web servers have it: a later request on it meets a reset and no answer. Null is for ever.
    /// </summary>
    public TimeSpan? KeepAlive
    {
        get => _server.KeepAlive;
        set => _server.KeepAlive = value;
    }

    /// <summary>The builds list: raw JSON of each record, which need not be sound.</summary>
    public RawRecords Builds { get; } = new();

    /// <summary>The waiting actions: raw JSON of each whole record.</summary>
    public RawRecords Actions { get; } = new();

    /// <summary>The ids of tasks that are to be cancelled. An id goes when it is answered.</summary>
    public RawRecords CancelRequests { get; } = new();

    /// <summary>The results that <c>update/</c> has taken, in their order.</summary>
    public IReadOnlyList<ActionReport> Reports => _work.Reports;

    /// <summary>What <c>reschedule_build_chroot/</c> has taken, in its order.</summary>
    public IReadOnlyList<BuildChroot> Rescheduled => _work.Rescheduled;

    /// <summary>What <c>build-tasks/canceled/ID/</c> has taken, in its order.</summary>
    public Recording<CancelAnswer> CancelAnswers => _work.CancelAnswers;

    /// <summary>
    /// The status of a task's chroot as workers have told it, such as 6 for starting, 3 for running, 1 for succeeded and 0 for failed; null when none has.
    /// A task that has ended is listed no more, and in the era of 2014 neither is one that runs.
    /// </summary>
    public int? StatusOf(string taskId) => _work.StatusOf(taskId);

    /// <summary>Every request so far.</summary>
    public IReadOnlyList<FakeRequest> Requests => _requests.Items;

    /// <summary>Requests for one endpoint, such as <c>pending-jobs/</c>.</summary>
    public IReadOnlyList<FakeRequest> RequestsOf(string endpoint) => [.. Requests.Where(request => request.Path == PathOf(endpoint))];

    /// <summary>The answer of one endpoint (<c>pending-jobs/</c>) or of any other path (<c>/elsewhere</c>) from now on; null ends that.</summary>
    public void On(string endpoint, FakeAnswer? answer)
    {
        if (answer is null)
        {
            _scripted.TryRemove(PathOf(endpoint), out _);
        }
        else
        {
            _scripted[PathOf(endpoint)] = answer;
        }
    }

    /// <summary>These actions wait from now on, each until it has a result, and no others.</summary>
    /// <param name="actions">Their records; what an action has as <see cref="ActionTask.Json"/> is listed as it is.</param>
    public void ListActions(params ActionTask[] actions)
    {
        ArgumentNullException.ThrowIfNull(actions);
        Actions.Set(actions.Select(FakeFrontendWork.RecordOf));
    }

    /// <summary>Refuses connections from now on, and breaks those that are open.</summary>
    public Task RefuseAsync() => _server.StopAsync();

    /// <summary>Ends <see cref="RefuseAsync"/>.</summary>
    public void AcceptAgain() => _server.Listen();

    /// <summary>The first request like this, past or to come.</summary>
    public Task<FakeRequest> WaitForRequestAsync(Func<FakeRequest, bool> matches) => _requests.WaitForAsync(matches);

    /// <summary>The first request for this endpoint, past or to come.</summary>
    public Task<FakeRequest> WaitForRequestAsync(string endpoint) => WaitForRequestAsync(request => request.Path == PathOf(endpoint));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static string PathOf(string endpoint) => endpoint.StartsWith('/') ? endpoint : $"/backend/{endpoint}";

    private FakeAnswer Answer(FakeRequest request)
    {
        _requests.Add(request);
        try
        {
            return _scripted.GetValueOrDefault(request.Path) ?? _work.Answer(request);
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException or NullReferenceException)
        {
            // A body that it did not expect is a server error of the frontend (wire 1.2.2).
            return FakeAnswer.ServerError();
        }
    }
}
