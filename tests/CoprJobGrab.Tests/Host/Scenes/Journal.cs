namespace CoprJobGrab.Tests.Host.Scenes;

/// <summary>A worker got a task.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Asked">When the pop was sent.</param>
/// <param name="Answered">When the worker had the answer.</param>
internal sealed record Pop(string TaskId, TimeSpan Asked, TimeSpan Answered);

/// <summary>A host got a builds list.</summary>
/// <param name="Host">Which one.</param>
/// <param name="At">When, after the host's look at the queues and before its next one.</param>
/// <param name="Ids">The tasks in it.</param>
internal sealed record ServedList(int Host, TimeSpan At, IReadOnlySet<string> Ids);

/// <summary>The store lost something.</summary>
/// <param name="What">In words.</param>
/// <param name="Began">Nothing was lost before.</param>
/// <param name="Ended">All was lost by then.</param>
internal sealed record Loss(string What, TimeSpan Began, TimeSpan Ended)
{
    /// <summary>False when nothing that was lost says who has a task.</summary>
    public bool TakesClaims { get; init; } = true;

    /// <summary>True when the list stays, so that workers pop until a host has looked what nothing tells of.</summary>
    public bool LeavesList { get; init; }

    /// <summary>What was before this is not lost: the store comes back as it was then. Zero when it comes back with nothing.</summary>
    public TimeSpan Picture { get; init; }
}

/// <summary>What workers got, what hosts were told and what was lost, with the time of each since the scene began. Nothing of the library is asked.</summary>
internal sealed class Journal
{
    private readonly Lock _lock = new();
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private readonly List<Pop> _pops = [];
    private readonly List<ServedList> _lists = [];
    private readonly List<Loss> _losses = [];

    public TimeSpan Now => TimeProvider.System.GetElapsedTime(_began);

    public IReadOnlyList<Pop> Pops => Copy(_pops);

    public IReadOnlyList<ServedList> Lists => Copy(_lists);

    public IReadOnlyList<Loss> Losses => Copy(_losses);

    public void Add(Pop pop) => Add(_pops, pop);

    public void Add(ServedList list) => Add(_lists, list);

    public void Add(Loss loss) => Add(_losses, loss);

    private void Add<T>(List<T> records, T record)
    {
        lock (_lock)
        {
            records.Add(record);
        }
    }

    private List<T> Copy<T>(List<T> records)
    {
        lock (_lock)
        {
            return [.. records];
        }
    }
}
