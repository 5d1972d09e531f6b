using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Actions;

public sealed class RedisOutcomeStoreSpecs(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private readonly RecordingEventSink _events = new();
    private RedisConnection _connection = null!;
    private IDatabase _database = null!;
    private RedisOutcomeStore _store = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await redis.EmptyAsync();
        _connection = new RedisConnection(new RedisOptions { Configuration = redis.Server.Address });
        _store = new RedisOutcomeStore(_connection, new EventHub([_events], TimeProvider.System));
    }

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();

    [Fact]
    public async Task The_form_is_a_hash_of_short_texts_and_the_key_dies_with_its_last_entry()
    {
        await _store.SaveAsync(new ActionReport(7, true, null), Stop);
        await _store.SaveAsync(new ActionReport(8, false, "no"), Stop);

        (await _database.HashGetAllAsync("cjg:outcomes")).ToStringDictionary().Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["7"] = """{"succeeded":true}""",
            ["8"] = """{"succeeded":false,"message":"no"}""",
        });
        await _store.RemoveAsync(7, Stop);
        await _store.RemoveAsync(8, Stop);
        (await redis.Server.KeysAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("7", "")]
    [InlineData("7", "nonsense")]
    [InlineData("7", "[]")]
    [InlineData("7", "{}")]
    [InlineData("7", """{"succeeded":1}""")]
    [InlineData("7", """{"succeeded":true,"message":{}}""")]
    [InlineData("7", """{"succeeded":true,"message":"\ud83d"}""")]
    [InlineData("seven", """{"succeeded":true}""")]
    [InlineData("", """{"succeeded":true}""")]
    [InlineData("05", """{"succeeded":true}""")]
    [InlineData("+5", """{"succeeded":true}""")]
    [InlineData("-0", """{"succeeded":true}""")]
    public async Task An_entry_that_cannot_be_read_is_dropped_and_told_and_stands_in_nobodys_way(string field, string text)
    {
        await _database.HashSetAsync("cjg:outcomes", field, text);
        await _store.SaveAsync(new ActionReport(8, true, null), Stop);

        (await _store.ReadAllAsync(Stop)).Outstanding.Should().Equal(new ActionReport(8, true, null));

        _events.Of<RecordUnusable>(unusable => unusable.List == RecordList.StoredResults).Should().ContainSingle().Which.Id.Should().Be(field);
        (await _database.HashKeysAsync("cjg:outcomes")).Should().Equal("8");
    }

    [Fact]
    public async Task What_is_given_up_has_the_form_of_an_outstanding_result_and_a_member_more_which_the_version_before_passes_over()
    {
        await _store.GiveUpAsync(
            new GivenUpReport(new ActionReport(8, false, "no"), new DateTimeOffset(2026, 11, 25, 1, 2, 3, TimeSpan.Zero), "status 500"), null, Stop);
        await _store.DecideAsync(8, ReportDecision.Tell, Stop);

        (await _database.HashGetAllAsync("cjg:outcomes")).ToStringDictionary().Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["8"] = """{"succeeded":false,"message":"no","givenUp":{"since":"2026-11-25T01:02:03.000Z","reason":"status 500","decision":"tell"}}""",
        });
    }

    [Theory]
    [InlineData("{}", null)]
    [InlineData("""{"since":5,"reason":null,"decision":["run"]}""", null)]
    [InlineData("""{"since":"soon","decision":"ask"}""", null)]
    [InlineData("""{"decision":"run"}""", ReportDecision.Run)]
    public async Task What_a_later_version_says_of_one_that_is_given_up_is_passed_over_and_it_stays_given_up(string givenUp, ReportDecision? decision)
    {
        await _database.HashSetAsync("cjg:outcomes", "7", $$"""{"succeeded":true,"givenUp":{{givenUp}}}""");

        (await _store.ReadAllAsync(Stop)).GivenUp.Should().Equal(
            new GivenUpReport(new ActionReport(7, true, null), DateTimeOffset.UnixEpoch, "") { Decision = decision });
    }

    [Fact]
    public async Task Members_that_a_later_version_adds_are_passed_over()
    {
        await _database.HashSetAsync("cjg:outcomes", "7", """{"attempt":3,"message":null,"succeeded":false}""");

        (await _store.ReadAllAsync(Stop)).Outstanding.Should().Equal(new ActionReport(7, false, null));
    }

    [Fact]
    public async Task A_failure_says_what_was_tried_and_where()
    {
        await _database.StringSetAsync("cjg:outcomes", "of another type");

        foreach (var (attempt, said) in new (Func<Task>, string)[]
        {
            (() => _store.SaveAsync(new ActionReport(7, true, null), Stop).AsTask(), "Saving the result of action 7"),
            (() => _store.RemoveAsync(7, Stop).AsTask(), "Removing the result of action 7"),
            (() => _store.ReadAllAsync(Stop).AsTask(), "Reading the results of actions"),
        })
        {
            (await attempt.Should().ThrowAsync<BuildQueueException>()).Which.Message.Should().StartWith(said).And.Contain(redis.Server.Address)
                .And.Contain("WRONGTYPE");
        }
    }
}
