using CoprJobGrab.Redis;
using StackExchange.Redis;

namespace CoprJobGrab.TaskEnds.Redis;

/// <summary>The start signal as a retask queue of its own (wire 3.6): pushed on the left, so that the oldest is on the right.</summary>
internal sealed class RedisStartSignal(RedisConnection connection) : IStartSignal
{
    public const string List = "retaskqueue-jg_control_start";

    public ValueTask<long> CountAsync(CancellationToken cancellationToken) =>
        TryAsync("Reading", static database => database.ListLengthAsync(List), cancellationToken);

    // A signal that was pushed after the count stays.
    public async ValueTask ConsumeAsync(long count, CancellationToken cancellationToken) => await TryAsync(
        "Emptying",
        async database =>
        {
            await database.ListTrimAsync(List, 0, -count - 1).ConfigureAwait(false);
            return count;
        },
        cancellationToken).ConfigureAwait(false);

    private async ValueTask<long> TryAsync(string what, Func<IDatabase, Task<long>> action, CancellationToken cancellationToken)
    {
        try
        {
            var database = await connection.DatabaseAsync(cancellationToken).ConfigureAwait(false);
            return await action(database).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (RedisFault.Is(fault))
        {
            throw RedisFault.Explain(fault, $"{what} the backend's start signal (key {List})", connection);
        }
    }
}
