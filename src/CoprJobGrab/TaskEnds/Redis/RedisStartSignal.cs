using CoprJobGrab.Redis;
using StackExchange.Redis;

namespace CoprJobGrab.TaskEnds.Redis;

/// <summary>The start signal as a retask queue of its own (wire 3.6): pushed on the left, so that the oldest is on the right.</summary>
internal sealed class RedisStartSignal(RedisConnection connection) : IStartSignal
{
    public const string List = "retaskqueue-jg_control_start";

    public ValueTask<long> CountAsync(CancellationToken cancellationToken) =>
        new(AskAsync("Reading", static database => database.ListLengthAsync(List), cancellationToken));

    // A signal that was pushed after the count stays.
    public async ValueTask ConsumeAsync(long count, CancellationToken cancellationToken) => await AskAsync(
        "Emptying",
        async database =>
        {
            await database.ListTrimAsync(List, 0, -count - 1).ConfigureAwait(false);
            return true;
        },
        cancellationToken).ConfigureAwait(false);

    private Task<T> AskAsync<T>(string what, Func<IDatabase, Task<T>> ask, CancellationToken cancellationToken) => connection.AskAsync(
        $"{what} the backend's start signal (key {List})", database => ask(database).WaitAsync(cancellationToken), cancellationToken);
}
