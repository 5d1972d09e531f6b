using System.Collections.Concurrent;
using System.Diagnostics;

namespace CoprJobGrab.Tests.Telemetry;

/// <summary>A listener that records the spans of what runs in it, and of no other test's: what others push at the same time stays as it is.</summary>
internal sealed class TestTrace : IDisposable
{
    private static readonly AsyncLocal<TestTrace?> Current = new();

    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ConcurrentDictionary<ActivitySpanId, bool> _begun = new();
    private readonly ActivityListener _listener;

    public TestTrace(ActivitySamplingResult result = ActivitySamplingResult.AllDataAndRecorded)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TelemetryNames.Source,
            Sample = (ref _) => IsCurrent ? result : ActivitySamplingResult.None,
            ActivityStarted = span => _ = IsCurrent && _begun.TryAdd(span.SpanId, true),
            ActivityStopped = span =>
            {
                if (_begun.ContainsKey(span.SpanId))
                {
                    _spans.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>True in what runs in a trace of this kind.</summary>
    public bool IsCurrent => Current.Value == this;

    /// <summary>The spans that have ended, in the order of their ends.</summary>
    public IReadOnlyList<Activity> Spans => [.. _spans];

    public Activity Only(string name) => Spans.Single(span => span.DisplayName == name);

    /// <summary>From here on, what the caller runs is recorded.</summary>
    public void Enter() => Current.Value = this;

    /// <summary>Runs something that is recorded.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        Enter();
        return await work();
    }

    public void Dispose() => _listener.Dispose();
}
