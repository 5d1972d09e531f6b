using System.Globalization;
using CoprJobGrab.TestKit;
using FluentAssertions;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

/// <summary>The store in memory says what the scripts on Redis do: after the same commands both have the same, and have answered the same.</summary>
public sealed class StoreDifferenceSpecs(RedisFixture redis, ITestOutputHelper output) : IClassFixture<RedisFixture>
{
    private const int Few = 150;
    private const int Length = 80;

    [Fact]
    public async Task Both_stores_answer_and_keep_the_same_after_the_same_commands()
    {
        var (from, count) = (Number("STORES_FROM", 0), Number("STORES_COUNT", Few));
        await using var connection = new RedisConnection(new RedisOptions { Configuration = redis.Server.Address });
        var answered = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var seed in Enumerable.Range(from, count))
        {
            var difference = await DifferenceAsync(seed, connection, MemorySide.Create(), answered);
            difference.Should().BeNull($"STORES_FROM={seed} STORES_COUNT=1 shows it again");
        }

        output.WriteLine($"{count} runs from seed {from}: {string.Join(", ", answered.Select(command => $"{command.Key} {command.Value}"))}");
        answered.Keys.Should().Contain(
            ["adopt", "change", "end", "enqueue", "finish", "lose", "pop", "push", "read", "release", "renew", "stamp", "take", "untold"]);
    }

    [Fact]
    public async Task A_store_that_does_something_else_is_noticed()
    {
        await using var connection = new RedisConnection(new RedisOptions { Configuration = redis.Server.Address });
        var differences = new List<string?>();
        foreach (var seed in Enumerable.Range(0, 10))
        {
            differences.Add(await DifferenceAsync(seed, connection, MemorySide.Create(), [], beforeThat: side => side.LoseAsync(LostPart.Marks)));
        }

        differences.Should().Contain(difference => difference != null);
    }

    private async Task<string?> DifferenceAsync(
        int seed, RedisConnection connection, StoreSide memory, SortedDictionary<string, int> answered, Func<StoreSide, Task>? beforeThat = null)
    {
        IDatabase database = await redis.EmptyAsync();
        StoreSide onRedis = new RedisSide(connection, database);
        var random = new Random(seed);
        var commands = new List<string>();
        for (var step = 0; step < Length; step++)
        {
            var command = StoreCommand.Draw(random);
            commands.Add(command.Text);
            await (beforeThat?.Invoke(memory) ?? Task.CompletedTask);
            var (expected, found) = (await AfterAsync(command, onRedis), await AfterAsync(command, memory));
            if (expected != found)
            {
                return $"after {string.Join("\n", commands)}\nRedis has\n{expected}\nand memory has\n{found}";
            }

            var kind = command.Text.Split(' ')[0];
            answered[kind] = answered.GetValueOrDefault(kind) + 1;
        }

        return null;
    }

    private static async Task<string> AfterAsync(StoreCommand command, StoreSide side) => await side.DescribeAsync(await command.RunAsync(side));

    private static int Number(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
