using CoprJobGrab.Testing;

namespace CoprJobGrab.Tests.Host.Scenes;

/// <summary>
/// One frontend as several hosts see it: each has an address of its own, so that the journal knows who was told what.
/// A running task is listed until its worker ends it. With staleness, one list now and then is some seconds old, as a caching proxy gives it.
/// </summary>
internal sealed class SceneFrontend : IAsyncDisposable
{
    private const int StaleOneOf = 6;

    private readonly Lock _lock = new();
    private readonly Journal _journal;
    private readonly Random _random;
    private readonly TimeSpan? _oldest;
    private readonly List<(string Id, TimeSpan Added)> _tasks = [];
    private readonly Dictionary<string, TimeSpan> _ended = [];
    private readonly List<FakeFrontend> _servers = [];
    private readonly bool[] _wasStale;

    /// <param name="hosts">How many hosts ask it.</param>
    /// <param name="journal">Takes each list.</param>
    /// <param name="random">Draws what is stale.</param>
    /// <param name="oldest">How old a stale list is at most; null for none.</param>
    public SceneFrontend(int hosts, Journal journal, Random random, TimeSpan? oldest)
    {
        (_journal, _random, _oldest, _wasStale) = (journal, random, oldest, new bool[hosts]);
        for (var host = 0; host < hosts; host++)
        {
            var (server, index) = (new FakeFrontend(), host);
            server.On("pending-jobs/", FakeAnswer.From(_ => Answer(index)));
            _servers.Add(server);
        }
    }

    public int StaleLists { get; private set; }

    /// <summary>How many tasks have not ended.</summary>
    public int Listed
    {
        get
        {
            lock (_lock)
            {
                return _tasks.Count - _ended.Count;
            }
        }
    }

    public Uri UrlFor(int host) => Server(host).Url;

    /// <summary>What one host sees, actions and cancels too.</summary>
    public FakeFrontend Server(int host) => _servers[host];

    public void Add(IEnumerable<string> ids)
    {
        lock (_lock)
        {
            _tasks.AddRange(ids.Select(id => (id, _journal.Now)));
        }
    }

    /// <summary>A worker tells that a task has ended; telling it again changes nothing.</summary>
    public void End(string id)
    {
        lock (_lock)
        {
            _ended.TryAdd(id, _journal.Now);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    private HttpAnswer Answer(int host)
    {
        lock (_lock)
        {
            var now = _journal.Now;
            var of = now - Age(host);
            var ids = _tasks.Where(task => task.Added <= of && !(_ended.TryGetValue(task.Id, out var ended) && ended <= of)).Select(task => task.Id).ToList();
            _journal.Add(new ServedList(host, now, ids.ToHashSet()));
            return FakeAnswer.Json($"[{string.Join(",\n", ids.Select(Record))}]");
        }
    }

    // Two in a row are another matter: two lists are believed.
    private TimeSpan Age(int host)
    {
        if (_oldest is not { } oldest || _wasStale[host] || _random.Next(StaleOneOf) > 0)
        {
            _wasStale[host] = false;
            return TimeSpan.Zero;
        }

        _wasStale[host] = true;
        StaleLists++;
        return oldest * _random.NextDouble();
    }

    private static string Record(string id) => $$"""{"task_id": "{{id}}", "build_id": 1, "project_owner": "jdoe", "chroot": "fedora-42-x86_64"}""";
}
