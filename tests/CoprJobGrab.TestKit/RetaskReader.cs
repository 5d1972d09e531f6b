using System.Text.Json;
using StackExchange.Redis;

namespace CoprJobGrab.TestKit;

/// <summary>
/// Stands for an unmodified Python worker: takes tasks off a queue as retask's <c>Queue.dequeue</c> does (wire 4.1, 4.3), and knows nothing of the library.
/// </summary>
public sealed class RetaskReader(IDatabase database, string queueName)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    // Between two looks at the list, which tells nobody that it has grown.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly RedisKey _key = "retaskqueue-" + queueName;

    public Task<long> LengthAsync() => database.ListLengthAsync(_key);

    /// <summary>Waits until the queue has at least this many elements, or until something else has ended.</summary>
    public async Task WaitForLengthAsync(long atLeast, Task? orUntil = null)
    {
        using var deadline = new CancellationTokenSource(Deadline, TimeProvider.System);
        while (await LengthAsync() < atLeast && orUntil is not { IsCompleted: true })
        {
            await Task.Delay(Pause, TimeProvider.System, deadline.Token);
        }
    }

    /// <summary>The next task's JSON, or null when there is none.</summary>
    public async Task<JsonElement?> DequeueAsync()
    {
        if (await LengthAsync() == 0 || (string?)await database.ListRightPopAsync(_key) is not { } element)
        {
            return null;
        }

        using var envelope = JsonDocument.Parse(element);
        using var data = JsonDocument.Parse(envelope.RootElement.GetProperty("_data").GetString()!);
        return data.RootElement.Clone();
    }

    /// <summary>Takes everything; the ids in the order in which they came.</summary>
    public async Task<IReadOnlyList<string>> DrainAsync()
    {
        var ids = new List<string>();
        while (await DequeueAsync() is { } task)
        {
            ids.Add(task.GetProperty("task_id").ToString());
        }

        return ids;
    }
}
