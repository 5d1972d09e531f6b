using System.Globalization;
using CoprJobGrab.Events;
using CoprJobGrab.Model;
using CoprJobGrab.Redis;
using StackExchange.Redis;

namespace CoprJobGrab.Actions.Redis;

/// <summary>
/// Keeps results in Redis, in the hash <c>cjg:outcomes</c>: action id to <see cref="OutcomeText"/>. Events tell of entries that cannot be read.
/// </summary>
internal sealed class RedisOutcomeStore(RedisConnection connection, EventHub events, GrabberName? name = null) : IOutcomeStore
{
    // A result is written a few times in its life.
    private const int MostTries = 10;

    private readonly RedisKey _key = (name ?? GrabberName.None).Key("outcomes");

    public async ValueTask SaveAsync(ActionReport report, CancellationToken cancellationToken) =>
        await AskAsync(
            $"Saving the result of action {Field(report.ActionId)}", database => database.HashSetAsync(_key, Field(report.ActionId), OutcomeText.Of(report)),
            cancellationToken)
            .ConfigureAwait(false);

    public async ValueTask GiveUpAsync(GivenUpReport givenUp, ReportDecision? followed, CancellationToken cancellationToken) =>
        await ChangeAsync(
            $"Saving the result of action {Field(givenUp.Report.ActionId)}", givenUp.Report.ActionId, kept => givenUp.After(kept, followed), cancellationToken)
            .ConfigureAwait(false);

    public async ValueTask<bool> DecideAsync(long actionId, ReportDecision decision, CancellationToken cancellationToken) =>
        await ChangeAsync(
            $"Deciding about the result of action {Field(actionId)}", actionId, kept => kept is null ? null : kept with { Decision = decision },
            cancellationToken)
            .ConfigureAwait(false);

    public async ValueTask RemoveAsync(long actionId, CancellationToken cancellationToken) =>
        await AskAsync($"Removing the result of action {Field(actionId)}", database => database.HashDeleteAsync(_key, Field(actionId)), cancellationToken)
            .ConfigureAwait(false);

    public async ValueTask<StoredOutcomes> ReadAllAsync(CancellationToken cancellationToken)
    {
        var entries = await AskAsync("Reading the results of actions", database => database.HashGetAllAsync(_key), cancellationToken).ConfigureAwait(false);
        List<ActionReport> outstanding = [];
        List<GivenUpReport> givenUp = [];
        foreach (var entry in entries)
        {
            if (Read(entry) is not { } stored)
            {
                await AskAsync(
                    "Removing a result that cannot be read", database => database.HashDeleteAsync(_key, entry.Name), cancellationToken).ConfigureAwait(false);
                events.Unusable(RecordList.StoredResults, "it is not in the form that the grabber writes", $"{entry.Name}");
            }
            else if (stored.GivenUp is not null)
            {
                givenUp.Add(stored.GivenUp);
            }
            else
            {
                outstanding.Add(stored.Report);
            }
        }

        return new StoredOutcomes(outstanding, givenUp);
    }

    // By a name in another form than its own, such as 05, it could be reported but never removed.
    private static (ActionReport Report, GivenUpReport? GivenUp)? Read(HashEntry entry) =>
        (string?)entry.Name is var name
            && long.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var actionId)
            && name == Field(actionId)
            ? OutcomeText.Read(actionId, entry.Value)
            : null;

    private static string Field(long actionId) => actionId.ToString(CultureInfo.InvariantCulture);

    /// <summary>Writes what is given up according to what is kept of it, which others write too; null is not to be written.</summary>
    private async Task<bool> ChangeAsync(string attempt, long actionId, Func<GivenUpReport?, GivenUpReport?> change, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            ReadOnlyMemory<byte> text = await AskAsync(
                attempt, database => database.HashGetAsync(_key, Field(actionId)), cancellationToken).ConfigureAwait(false);
            if (change(OutcomeText.Read(actionId, text)?.GivenUp) is not { } changed)
            {
                return false;
            }

            RedisValue[] arguments = [Field(actionId), text, OutcomeText.Of(changed)];
            if ((bool)await AskAsync(
                attempt, database => database.ScriptEvaluateAsync(LuaScripts.Decide, [_key], arguments), cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }

        throw new BuildQueueException($"{attempt}: it was written by others {MostTries} times meanwhile. Ask again.");
    }

    private Task<T> AskAsync<T>(string attempt, Func<IDatabase, Task<T>> ask, CancellationToken cancellationToken) =>
        connection.AskAsync(attempt, database => ask(database).WaitAsync(cancellationToken), cancellationToken);
}
