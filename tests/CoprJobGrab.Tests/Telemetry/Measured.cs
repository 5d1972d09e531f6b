using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CoprJobGrab.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CoprJobGrab.Tests.Telemetry;

/// <summary>A host's factory of meters, with a listener to these alone.</summary>
internal sealed class Measured : IMeterFactory
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Meter, bool> _meters = new();
    private readonly ConcurrentQueue<Measurement> _told = new();
    private bool _keepsNothing;

    public Measured()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, this))
            {
                Instruments.Add(instrument);
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.Start();
    }

    public List<Instrument> Instruments { get; } = [];

    /// <summary>
    /// Makes what the listener throws at each measurement; null while it throws nothing. An exception that is thrown again loses its trace.
    /// </summary>
    public Func<Exception>? Fault { get; set; }

    /// <summary>The one instrument at which it throws; null for all.</summary>
    public string? FaultAt { get; set; }

    /// <summary>A harness whose grabber measures here.</summary>
    public CoprJobGrabHarness Harness(Action<CoprJobGrabOptions>? configure = null, Action<ICoprJobGrabBuilder>? parts = null) =>
        new(configure, builder =>
        {
            builder.Services.AddSingleton<IMeterFactory>(this);
            parts?.Invoke(builder);
        });

    public Meter Create(MeterOptions options)
    {
        options.Scope = this;
        var meter = new Meter(options);
        _meters[meter] = true;
        return meter;
    }

    /// <summary>What an instrument has told since the last call for it, each as <c>value tag=value …</c>; of a gauge what it tells now.</summary>
    public IReadOnlyList<string> Of(string name)
    {
        _listener.RecordObservableInstruments();
        List<Measurement> all = [.. _told];
        _told.Clear();
        foreach (var other in all.Where(told => told.Name != name && Instruments.Single(one => one.Name == told.Name) is not ObservableGauge<double>))
        {
            _told.Enqueue(other);
        }

        return [.. all.Where(told => told.Name == name).Select(told => told.Text)];
    }

    /// <summary>Asks the gauges, as a collector does, and keeps nothing from now on.</summary>
    public void Collect()
    {
        _keepsNothing = true;
        _listener.RecordObservableInstruments();
    }

    /// <summary>The names of the attributes of everything that was told.</summary>
    public IEnumerable<(string Instrument, string Attribute)> Attributes()
    {
        _listener.RecordObservableInstruments();
        return _told.SelectMany(told => told.Tags.Keys.Select(key => (told.Name, key))).Distinct();
    }

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var meter in _meters.Keys)
        {
            meter.Dispose();
        }
    }

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (Fault is { } fault && (FaultAt ?? instrument.Name) == instrument.Name)
        {
            throw fault();
        }

        if (!_keepsNothing)
        {
            _told.Enqueue(new Measurement(instrument.Name, value, tags));
        }
    }

    private sealed record Measurement(string Name, double Value, SortedDictionary<string, object?> Tags)
    {
        public Measurement(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
            : this(name, value, new SortedDictionary<string, object?>(tags.ToArray().ToDictionary(), StringComparer.Ordinal))
        {
        }

        public string Text => string.Join(' ', [
            Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
            .. Tags.Select(tag => $"{tag.Key.Replace("coprjobgrab.", "", StringComparison.Ordinal)}={tag.Value}"),
        ]);
    }
}
