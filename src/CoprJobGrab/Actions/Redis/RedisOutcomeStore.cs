using System.Globalization;
using StackExchange.Redis;

namespace CoprJobGrab;

/// <summary>Keeps results in Redis, in the hash <c>cjg:outcomes</c>: action id to <see cref="OutcomeText"/>.</summary>
/// <param name="connection">Where.</param>
/// <param name="events">Hears of entries that cannot be read.</param>
internal sealed class RedisOutcomeStore(RedisConnection connection, EventHub events) : IOutcomeStore
{
    public const string Key = "cjg:outcomes";

    public async ValueTask SaveAsync(ActionReport report, CancellationToken cancellationToken) =>
        await AskAsync($"Saving the result of action {Field(report.ActionId)}", database => database.HashSetAsync(Key, Field(report.ActionId), OutcomeText.Of(report)), cancellationToken)
            .ConfigureAwait(false);

    public async ValueTask RemoveAsync(long actionId, CancellationToken cancellationToken) =>
        await AskAsync($"Removing the result of action {Field(actionId)}", database => database.HashDeleteAsync(Key, Field(actionId)), cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<ActionReport>> ReadAllAsync(CancellationToken cancellationToken)
    {
        var entries = await AskAsync("Reading the results of actions", database => database.HashGetAllAsync(Key), cancellationToken).ConfigureAwait(false);
        var reports = new List<ActionReport>(entries.Length);
        foreach (var entry in entries)
        {
            if (Read(entry) is { } report)
            {
                reports.Add(report);
            }
            else
            {
                await AskAsync("Removing a result that cannot be read", database => database.HashDeleteAsync(Key, entry.Name), cancellationToken).ConfigureAwait(false);
                events.Emit(new StoredOutcomeDropped($"{entry.Name}", "it is not in the form that the grabber writes"));
            }
        }

        return reports;
    }

    // By a name in another form than its own, such as 05, it could be reported but never removed.
    private static ActionReport? Read(HashEntry entry) =>
        (string?)entry.Name is var name && long.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var actionId) && name == Field(actionId)
            ? OutcomeText.Read(actionId, entry.Value)
            : null;

    private static string Field(long actionId) => actionId.ToString(CultureInfo.InvariantCulture);

    private async Task<T> AskAsync<T>(string attempt, Func<IDatabase, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            var database = await connection.DatabaseAsync(cancellationToken).ConfigureAwait(false);
            return await ask(database).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (RedisFault.Is(fault))
        {
            throw RedisFault.Explain(fault, attempt, connection);
        }
    }
}
