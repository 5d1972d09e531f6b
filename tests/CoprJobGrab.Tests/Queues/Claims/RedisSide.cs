using StackExchange.Redis;

namespace CoprJobGrab.Tests.Queues;

/// <summary>The store on Redis.</summary>
internal sealed class RedisSide(RedisConnection connection, IDatabase database) : StoreSide(new RedisStore(connection).Group(GroupId))
{
    private static readonly QueueKeys Keys = new(GroupId);

    public override Task PushAsync(byte[] element) => database.ListLeftPushAsync(Keys.List, element);

    public override Task PopAsync() => database.ListRightPopAsync(Keys.List);

    public override async Task<IEnumerable<string>> ReportsAsync() =>
        (await database.HashGetAllAsync(Keys.Reports)).Select(entry => $"{entry.Name} {entry.Value}");

    public override Task LoseAsync(LostPart part) => database.KeyDeleteAsync(part switch
    {
        LostPart.Claims => Keys.Claims,
        LostPart.Marks => Keys.Marks,
        LostPart.Meta => Keys.Meta,
        LostPart.Reports => Keys.Reports,
        _ => Keys.List,
    });
}
