using System.Globalization;
using StackExchange.Redis;

namespace CoprJobGrab.Redis;

/// <summary>
/// The process's one connection to Redis.
/// It is opened at the first use, so that a Redis that is absent costs a cycle and not the process, and found again when it comes.
/// </summary>
internal sealed class RedisConnection : IAsyncDisposable, IDisposable
{
    private const string Defaults = "name=CoprJobGrab,connectTimeout=5000,syncTimeout=5000,asyncTimeout=5000,connectRetry=1";

    private static readonly TimeSpan ReconnectAfter = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _connecting = new(1, 1);
    private readonly ConfigurationOptions? _configuration;
    private readonly int? _database;
    private IConnectionMultiplexer? _multiplexer;
    private volatile ConnectionFailedEventArgs? _lastFailure;

    /// <summary>A connection of its own.</summary>
    /// <exception cref="ArgumentException"><see cref="RedisOptions.Configuration"/> cannot be understood.</exception>
    public RedisConnection(RedisOptions options)
    {
        _configuration = Parse(options);
        _database = options.Database;
        Endpoints = string.Join(", ", _configuration.EndPoints.Select(Describe));
    }

    /// <summary>The host's own connection, which is the host's to close.</summary>
    public RedisConnection(IConnectionMultiplexer multiplexer, int? database = null)
    {
        _multiplexer = Watch(multiplexer);
        _database = database;
        Endpoints = string.Join(", ", multiplexer.GetEndPoints(configuredOnly: true).Select(Describe));
    }

    /// <summary>The connection has broken, or could not be made, and is there again; of a cluster or of replicas, that to one of the servers.</summary>
    public event Action? Returned;

    /// <summary>True when a password is configured; of the host's own connection it is not known.</summary>
    public bool HasPassword => !string.IsNullOrEmpty(_configuration?.Password);

    /// <summary>True when TLS is configured; of the host's own connection it is not known.</summary>
    public bool UsesTls => _configuration is { Ssl: true };

    /// <summary>Where Redis is, for messages; never a password.</summary>
    public string Endpoints { get; }

    /// <summary>Why there is no connection, as far as known. The exception of a command does not always tell.</summary>
    public ConnectionFailureType LastFailure => _lastFailure?.FailureType ?? ConnectionFailureType.None;

    /// <summary>The exception that came when the connection was lost or could not be made, as far as known.</summary>
    public Exception? LastFault => _lastFailure?.Exception;

    /// <summary>Understands the options, for validation too.</summary>
    /// <exception cref="ArgumentException"><see cref="RedisOptions.Configuration"/> cannot be understood.</exception>
    public static ConfigurationOptions Parse(RedisOptions options)
    {
        var configuration = ConfigurationOptions.Parse($"{Defaults},{options.Configuration}");
        if (configuration.EndPoints.Count == 0)
        {
            throw new ArgumentException("The Redis configuration names no HOST:PORT.", nameof(options));
        }

        // The parser takes redis://user:password@host and host:port:more for a host's name, and an endpoint is shown in messages.
        if (configuration.EndPoints.Any(endpoint => endpoint is System.Net.DnsEndPoint { Host: var host } && host.AsSpan().ContainsAny("@/=:")))
        {
            throw new ArgumentException("The Redis configuration holds an address that is no HOST:PORT, such as one with a user, a scheme or a second colon; "
                + "give HOST:PORT, and the password apart.", nameof(options));
        }

        configuration.Password = options.Password ?? configuration.Password;
        // The client takes INFO and CONFIG GET, which the start-up checks ask with, for an administrator's.
        configuration.AllowAdmin = true;
        configuration.AbortOnConnectFail = false;
        configuration.ReconnectRetryPolicy = new LinearRetry((int)ReconnectAfter.TotalMilliseconds);
        // A command that waits for a connection could be sent after its caller has given up; the next cycle is the retry.
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        return configuration;
    }

    /// <summary>The database; commands on it fail at once while there is no connection.</summary>
    public async ValueTask<IDatabase> DatabaseAsync(CancellationToken cancellationToken) =>
        (await MultiplexerAsync(cancellationToken).ConfigureAwait(false)).GetDatabase(_database ?? -1);

    /// <summary>Asks the database, and explains what fails in a sentence that begins with the attempt.</summary>
    /// <exception cref="BuildQueueException">Redis could not be asked.</exception>
    public async Task<T> AskAsync<T>(string attempt, Func<IDatabase, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask(await DatabaseAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception fault) when (RedisFault.Is(fault))
        {
            throw RedisFault.Explain(fault, attempt, this);
        }
    }

    /// <summary>Publishes on the channel of the database with this name. Waits for nobody, and is no failure of anybody's when it is lost.</summary>
    public void Publish(string channel, string message)
    {
        if (Volatile.Read(ref _multiplexer) is { IsConnected: true } multiplexer)
        {
            var database = multiplexer.GetDatabase(_database ?? -1);
            database.Publish(ChannelOf(channel, database), message, CommandFlags.FireAndForget);
        }
    }

    /// <summary>Listens on the channel of the database with this name.</summary>
    public async Task<IAsyncDisposable> SubscribeAsync(string channel, Action<string> heard, CancellationToken cancellationToken)
    {
        var multiplexer = await MultiplexerAsync(cancellationToken).ConfigureAwait(false);
        var name = ChannelOf(channel, multiplexer.GetDatabase(_database ?? -1));
        void Hear(RedisChannel _, RedisValue message) => heard($"{message}");
        var subscriber = multiplexer.GetSubscriber();
        await subscriber.SubscribeAsync(name, Hear).ConfigureAwait(false);
        return new Subscription(() => subscriber.UnsubscribeAsync(name, Hear, CommandFlags.FireAndForget));
    }

    private static RedisChannel ChannelOf(string channel, IDatabase database) =>
        RedisChannel.Literal(string.Create(CultureInfo.InvariantCulture, $"{channel}{database.Database}"));

    private async ValueTask<IConnectionMultiplexer> MultiplexerAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _multiplexer) ?? await ConnectAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Why the options cannot be understood, or null when they can. Never a password.</summary>
    public static string? FaultOf(RedisOptions options)
    {
        try
        {
            Parse(options);
            return null;
        }
        catch (ArgumentException fault)
        {
            // The framework adds the parameter's name, and its value in a line of its own.
            return fault.Message.Split(" (Parameter ")[0].TrimEnd('.');
        }
    }

    private async Task<IConnectionMultiplexer> ConnectAsync(CancellationToken cancellationToken)
    {
        await _connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _multiplexer ??= Watch(await ConnectionMultiplexer.ConnectAsync(_configuration!).ConfigureAwait(false));
        }
        finally
        {
            _connecting.Release();
        }
    }

    private IConnectionMultiplexer Watch(IConnectionMultiplexer multiplexer)
    {
        multiplexer.ConnectionFailed += Failed;
        multiplexer.ConnectionRestored += Restored;
        return multiplexer;
    }

    private void Failed(object? sender, ConnectionFailedEventArgs failure) => _lastFailure = failure;

    private void Restored(object? sender, ConnectionFailedEventArgs failure)
    {
        _lastFailure = null;
        // The client has a second connection, for subscriptions.
        if (failure.ConnectionType == ConnectionType.Interactive)
        {
            Returned?.Invoke();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (LetGo() is { } own)
        {
            await own.DisposeAsync().ConfigureAwait(false);
        }
    }

    public void Dispose() => LetGo()?.Dispose();

    /// <summary>The connection that is left to close: none when it is the host's.</summary>
    private IConnectionMultiplexer? LetGo()
    {
        _connecting.Dispose();
        if (Interlocked.Exchange(ref _multiplexer, null) is not { } multiplexer)
        {
            return null;
        }

        multiplexer.ConnectionFailed -= Failed;
        multiplexer.ConnectionRestored -= Restored;
        return _configuration is null ? null : multiplexer;
    }

    /// <summary>An address for messages.</summary>
    public static string Describe(System.Net.EndPoint endpoint) => endpoint switch
    {
        // Without a port the client takes its default one.
        System.Net.DnsEndPoint { Port: 0 } name => name.Host,
        System.Net.IPEndPoint { Port: 0 } address => $"{address.Address}",
        System.Net.DnsEndPoint name => $"{name.Host}:{name.Port}",
        _ => endpoint.ToString()!,
    };

    private sealed class Subscription(Func<Task> end) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await end().ConfigureAwait(false);
    }
}
