using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

/// <summary>
/// Runs in the console host where <c>DOTNET_STARTUP_HOOKS</c> names this assembly, which asks for this name without a namespace:
/// the pause between two cycles fails, as nothing that is foreseen does.
/// </summary>
internal sealed class StartupHook : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    public const string Fault = "the clock is broken";

    public static readonly TimeSpan FaultyPause = TimeSpan.FromHours(2);

    public static void Initialize() => DiagnosticListener.AllListeners.Subscribe(new StartupHook());

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

    private sealed class BrokenClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            dueTime > FaultyPause / 2 && dueTime < FaultyPause * 2
                ? throw new InvalidOperationException(Fault)
                : System.CreateTimer(callback, state, dueTime, period);
    }
}
