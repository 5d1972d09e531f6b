using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

/// <summary>
/// Runs in the console host where <c>DOTNET_STARTUP_HOOKS</c> names this assembly, which asks for this name without a namespace.
/// The pause between two cycles fails, as nothing that is foreseen does; or, with a file for them, the instruments are written down.
/// </summary>
internal sealed class StartupHook : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    /// <summary>Names the file that gets the name of each instrument, and a second line for each that told something, as the process ends.</summary>
    public const string InstrumentsFile = "INSTRUMENTS_FILE";

    public const string Fault = "the clock is broken";

    public static readonly TimeSpan FaultyPause = TimeSpan.FromHours(2);

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(InstrumentsFile) is { } file)
        {
            WriteInstruments(file);
        }
        else
        {
            DiagnosticListener.AllListeners.Subscribe(new StartupHook());
        }
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.Extensions.Hosting")
        {
            value.Subscribe(this);
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is IHostBuilder host)
        {
            host.ConfigureServices((_, services) => services.AddSingleton<TimeProvider>(new BrokenClock()));
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private static void WriteInstruments(string file)
    {
        var names = new ConcurrentQueue<string>();
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "CoprJobGrab")
                {
                    names.Enqueue(instrument.Name);
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        var told = new ConcurrentDictionary<string, bool>();
        listener.SetMeasurementEventCallback<double>((instrument, _, _, _) => told[$"{instrument.Name} told"] = true);
        listener.SetMeasurementEventCallback<long>((instrument, _, _, _) => told[$"{instrument.Name} told"] = true);
        listener.Start();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.WriteAllLines(file, [.. names, .. told.Keys]);
    }

    private sealed class BrokenClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            dueTime > FaultyPause / 2 && dueTime < FaultyPause * 2
                ? throw new InvalidOperationException(Fault)
                : System.CreateTimer(callback, state, dueTime, period);
    }
}
