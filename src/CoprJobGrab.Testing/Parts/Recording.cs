namespace CoprJobGrab.Testing;

/// <summary>Keeps what is added, and lets a test wait for it instead of sleeping.</summary>
public sealed class Recording<T>
{
    private const int MostListed = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private readonly List<T> _items = [];
    private readonly List<(Func<IReadOnlyList<T>, bool> Holds, TaskCompletionSource Told)> _waiters = [];

    /// <summary>What was added so far.</summary>
    public IReadOnlyList<T> Items
    {
        get
        {
            lock (_lock)
            {
                return [.. _items];
            }
        }
    }

    internal int Count
    {
        get
        {
            lock (_lock)
            {
                return _items.Count;
            }
        }
    }

    /// <summary>Adds an item and says how many there are now.</summary>
    public int Add(T item)
    {
        lock (_lock)
        {
            _items.Add(item);
            foreach (var waiter in _waiters.Where(waiter => waiter.Holds(_items)).ToList())
            {
                waiter.Told.TrySetResult();
                _waiters.Remove(waiter);
            }

            return _items.Count;
        }
    }

    /// <summary>Waits until there are this many.</summary>
    /// <exception cref="TimeoutException">They did not come in time; the message lists what was there.</exception>
    public Task WaitForCountAsync(int count, TimeSpan? deadline = null) =>
        WaitUntilAsync(items => items.Count >= count, deadline, $"{count} of {typeof(T).Name}");

    /// <summary>Waits until this one is there.</summary>
    /// <exception cref="TimeoutException">It did not come in time; the message lists what was there.</exception>
    public Task WaitForAsync(T item) => WaitUntilAsync(items => items.Contains(item), null, $"{item}");

    /// <summary>The first one like this, past or to come.</summary>
    /// <exception cref="TimeoutException">None came in time; the message lists what was there.</exception>
    public Task<T> WaitForAsync(Func<T, bool> matches, TimeSpan? deadline = null) => WaitForAsync(matches, deadline, $"{typeof(T).Name} that matches");

    internal async Task<T> WaitForAsync(Func<T, bool> matches, TimeSpan? deadline, string what)
    {
        await WaitUntilAsync(items => items.Any(matches), deadline, what);
        return Items.First(matches);
    }

    private async Task WaitUntilAsync(Func<IReadOnlyList<T>, bool> holds, TimeSpan? deadline, string what)
    {
        Task told;
        lock (_lock)
        {
            if (holds(_items))
            {
                return;
            }

            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((holds, waiter));
            told = waiter.Task;
        }

        try
        {
            await told.WaitAsync(deadline ?? Patience, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            var items = Items;
            var listed = string.Concat(items.TakeLast(MostListed).Select(item => $"\n  {item}"));
            var which = items.Count > MostListed ? $"the last {MostListed} of {items.Count}" : $"{items.Count}";
            throw new TimeoutException($"Waited {deadline ?? Patience} for {what}, which did not come. What was there ({which}):{listed}");
        }
    }
}
