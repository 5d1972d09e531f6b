namespace CoprJobGrab;

/// <summary>How Redis is reached.</summary>
public sealed class RedisOptions
{
    private string? _configuration;

    /// <summary>
    /// Host and port, and further options in StackExchange.Redis's form, such as <c>redis.example.org:6379,ssl=true</c>.
    /// A cluster's nodes are separated by commas.
    /// </summary>
    /// <value>The default is <c>localhost:6379</c>, as in the original (wire 4.1).</value>
    public string Configuration
    {
        get => _configuration ?? "localhost:6379";
        set => _configuration = value;
    }

    /// <summary>The password. Kept apart from <see cref="Configuration"/> so that it need not stand in a file.</summary>
    /// <value>The default is null: none, or the one in <see cref="Configuration"/>.</value>
    public string? Password { get; set; }

    /// <summary>The number of the database.</summary>
    /// <value>The default is null: 0, or the one in <see cref="Configuration"/>.</value>
    public int? Database { get; set; }

    /// <summary>Whether an envelope says in which span it was pushed, where a listener records spans: by one more member, <c>traceparent</c>.</summary>
    /// <value>The default is true.</value>
    public bool TraceEnvelopes { get; set; } = true;

    internal bool AreSet => _configuration is not null || Password is not null || Database is not null;
}
