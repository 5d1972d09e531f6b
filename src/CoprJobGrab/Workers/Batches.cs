namespace CoprJobGrab.Workers;

/// <summary>Makes one call at a time for many: while one is in flight, others gather and go in the next one.</summary>
/// <param name="call">Gives an answer for each item, in their order.</param>
internal sealed class Batches<TItem, TAnswer>(Func<IReadOnlyList<TItem>, ValueTask<IReadOnlyList<TAnswer>>> call)
{
    // A script that works through more would keep the others of the store waiting.
    private const int Most = 256;

    private readonly Queue<(TItem Item, TaskCompletionSource<TAnswer> Answer)> _waiting = [];
    private bool _isCalling;

    public Task<TAnswer> AddAsync(TItem item)
    {
        var answer = new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_waiting)
        {
            _waiting.Enqueue((item, answer));
            if (_isCalling)
            {
                return answer.Task;
            }

            _isCalling = true;
        }

        _ = CallAsync();
        return answer.Task;
    }

    private async Task CallAsync()
    {
        // Whoever is ready to add an item does so first.
        await Task.Yield();
        for (var batch = Next(); batch.Count > 0; batch = Next())
        {
            try
            {
                var answers = await call([.. batch.Select(asked => asked.Item)]).ConfigureAwait(false);
                for (var at = 0; at < batch.Count; at++)
                {
                    batch[at].Answer.SetResult(answers[at]);
                }
            }
#pragma warning disable CA1031 // Whoever waits for an answer gets the failure, whatever it is.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                batch.ForEach(asked => asked.Answer.TrySetException(fault));
            }
        }
    }

    private List<(TItem Item, TaskCompletionSource<TAnswer> Answer)> Next()
    {
        lock (_waiting)
        {
            List<(TItem, TaskCompletionSource<TAnswer>)> batch = [];
            while (batch.Count < Most && _waiting.TryDequeue(out var asked))
            {
                batch.Add(asked);
            }

            _isCalling = batch.Count > 0;
            return batch;
        }
    }
}
