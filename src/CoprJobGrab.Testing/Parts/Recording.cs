namespace CoprJobGrab.Testing;

/// <summary>Keeps what is added, and lets a test wait for it instead of sleeping.</summary>
public sealed class Recording<T>
{
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
    public Task WaitForCountAsync(int count, TimeSpan? deadline = null) => WaitUntilAsync(items => items.Count >= count, deadline);

    /// <summary>Waits until this one is there.</summary>
    public Task WaitForAsync(T item) => WaitUntilAsync(items => items.Contains(item), null);

    /// <summary>The first one like this, past or to come.</summary>
    public async Task<T> WaitForAsync(Func<T, bool> matches, TimeSpan? deadline = null)
    {
        await WaitUntilAsync(items => items.Any(matches), deadline);
        return Items.First(matches);
    }

    private async Task WaitUntilAsync(Func<IReadOnlyList<T>, bool> holds, TimeSpan? deadline)
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

        await told.WaitAsync(deadline ?? Patience, TimeProvider.System);
    }
}
