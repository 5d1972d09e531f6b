using CoprJobGrab.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CoprJobGrab.Tests.Actions;

/// <summary>The lanes with scripted parts around them and a clock that the test moves.</summary>
internal sealed class LanesFixture : IAsyncDisposable
{
    private readonly Lazy<ActionLanes> _lanes;

    public LanesFixture()
    {
        Registrations = [new ActionHandlerRegistration(null, _ => Handler)];
        _lanes = new Lazy<ActionLanes>(() => new ActionLanes(
            new ActionHandlers(Registrations, new NoServices(), NullLoggerFactory.Instance), Source, Reporter, Stores, new EventHub([Events], Time), Options,
            new Pauses(Options.FirstPause, Options.LongestPause, () => Random()), Time));
    }

    public FakeTimeProvider Time { get; } = new();

    public ActionOptions Options { get; } = new() { FirstPause = TimeSpan.FromSeconds(5), LongestPause = TimeSpan.FromSeconds(15), MaxAttempts = 3 };

    /// <summary>The random numbers of pauses; 0 by default, so that no pause is shortened.</summary>
    public Func<double> Random { get; set; } = () => 0;

    public ScriptedTaskSource Source { get; } = new();

    public RecordingReporter Reporter { get; init; } = new();

    public IOutcomeStore Outcomes { get; init; } = new MemoryOutcomeStore();

    /// <summary>What is noted as begun; null, as in memory, by default.</summary>
    public IActionNotes? Notes { get; init; }

    /// <summary>What is kept of actions, for whoever asks.</summary>
    public ActionStores Stores => field ??= new ActionStores(Outcomes, Notes, new EventHub([Events], Time), Time);

    /// <summary>A lead that lasts, after which nobody else has begun anything.</summary>
    public static ActionLead Lead { get; } = new(1, () => true, []);

    public RecordingEventSink Events { get; } = new();

    public RecordingActionHandler Handler { get; } = new();

    public List<ActionHandlerRegistration> Registrations { get; }

    public ActionLanes Lanes => _lanes.Value;

    /// <summary>The ids of the actions whose handlers were started, in order.</summary>
    public IReadOnlyList<long> Started => [.. Events.Of<ActionStarted>().Select(started => started.Action.Id)];

    /// <summary>The gate that <see cref="HoldHandlers"/> closes.</summary>
    public Dictionary<long, TaskCompletionSource<ActionOutcome>> Held { get; } = [];

    /// <summary>From now on these actions' handlers end only when the test completes them; they do not heed their token.</summary>
    public void HoldHandlers(params IEnumerable<long> ids)
    {
        foreach (var id in ids)
        {
            Held[id] = new TaskCompletionSource<ActionOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        Handler.OnHandle = async (attempt, _) => Held.TryGetValue(attempt.Action.Id, out var held) ? await held.Task : new ActionOutcome.Done();
    }

    public void Release(long id) => Held[id].SetResult(new ActionOutcome.Done());

    /// <summary>Offers a list that was asked for now, and later than anything that happened before.</summary>
    public void Offer(params IEnumerable<ActionListing> actions) => OfferFrom(Now(), actions);

    public void OfferFrom(long offeredAt, params IEnumerable<ActionListing> actions) => Lanes.Offer(SomeAction.List(actions), offeredAt, Lead);

    /// <summary>A timestamp later than any before.</summary>
    public long Now()
    {
        Time.Advance(TimeSpan.FromMilliseconds(1));
        return Time.GetTimestamp();
    }

    /// <summary>Waits until everything that was asked of the lanes so far has had its effect.</summary>
    public async Task SettleAsync() => await Lanes.CountAsync();

    public Task WhenIdleAsync() => Lanes.WhenIdleAsync(CancellationToken.None).InTimeAsync();

    public async Task IsReportedAsync(long id) => await Events.WaitForAsync<ActionReported>(reported => reported.Report.ActionId == id);

    public async ValueTask DisposeAsync() => await Lanes.DisposeAsync();
}
