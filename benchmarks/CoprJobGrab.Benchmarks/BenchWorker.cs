using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace CoprJobGrab.Benchmarks;

/// <summary>A host with one worker, which tells nobody of its builds.</summary>
internal sealed class BenchWorker : IAsyncDisposable
{
    private readonly IHost _host;
    private WatchedQueue? _queue;

    public BenchWorker(
        IConnectionMultiplexer connection, Action<BuildWorkerOptions> configure, Func<BuildWork, CancellationToken, ValueTask<BuildOutcome>> handle,
        bool hearsHints = true)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IBuildReporter, Nobody>();
        builder.Services.AddCoprJobGrabOperator()
            .UseRedis(_ => connection)
            .DecorateWorkerQueue((_, inner) => _queue = new WatchedQueue(inner, hearsHints))
            .AddBuildWorker(handle, options =>
            {
                options.Groups.Add(WorkerFarm.Group);
                configure(options);
            });
        _host = builder.Build();
    }

    /// <summary>How many claims it has ended.</summary>
    public int Finished => _queue?.Finished ?? 0;

    public Task StartAsync() => _host.StartAsync();

    /// <summary>Waits until it has ended so many claims.</summary>
    public Task FinishedAsync(int builds) => _queue!.FinishedAsync(builds);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private sealed class WatchedQueue(IWorkerQueue inner, bool hearsHints) : DelegatingWorkerQueue(inner)
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _finished;
        private int _awaited = int.MaxValue;

        public int Finished => Volatile.Read(ref _finished);

        public Task FinishedAsync(int builds)
        {
            Volatile.Write(ref _awaited, builds);
            Look();
            return _reached.Task;
        }

        public override async ValueTask<IReadOnlyList<bool>> FinishAsync(
            IReadOnlyList<(TakenBuild Build, BuildRelease Release)> builds, CancellationToken cancellationToken)
        {
            var finished = await base.FinishAsync(builds, cancellationToken);
            Interlocked.Add(ref _finished, finished.Count(one => one));
            Look();
            return finished;
        }

        public override ValueTask<IAsyncDisposable> ListenAsync(Action<string> heard, CancellationToken cancellationToken) =>
            base.ListenAsync(hearsHints ? heard : static _ => { }, cancellationToken);

        private void Look()
        {
            if (Finished >= Volatile.Read(ref _awaited))
            {
                _reached.TrySetResult();
            }
        }
    }

    private sealed class Nobody : IBuildReporter
    {
        public bool TellsOfGivingBack => false;

        public ValueTask<BuildStart> StartAsync(TakenBuild build, CancellationToken cancellationToken) => new(new BuildStart.Go());

        public ValueTask RunningAsync(TakenBuild build, ReadOnlyMemory<byte> json, DateTimeOffset startedAt, CancellationToken cancellationToken) => default;

        public ValueTask EndedAsync(BuildReport report, CancellationToken cancellationToken) => default;
    }
}
