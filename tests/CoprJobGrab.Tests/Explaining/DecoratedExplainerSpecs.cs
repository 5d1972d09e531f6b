using CoprJobGrab.TestKit;
using CoprJobGrab.Tests.Queues;

namespace CoprJobGrab.Tests.Explaining;

/// <summary>Positions, the leader and cancels are told through a decorator that passes everything on.</summary>
public sealed class DecoratedInMemoryExplainerSpecs : InMemoryExplainerSpecs
{
    protected override void Connect(ICoprJobGrabBuilder builder) => base.Connect(builder.WithDecorator());
}

/// <summary>Positions, the leader and cancels are told through a decorator that passes everything on, on Redis.</summary>
public sealed class DecoratedRedisExplainerSpecs(RedisFixture redis) : RedisExplainerSpecs(redis)
{
    protected override void Connect(ICoprJobGrabBuilder builder) => base.Connect(builder.WithDecorator());
}
