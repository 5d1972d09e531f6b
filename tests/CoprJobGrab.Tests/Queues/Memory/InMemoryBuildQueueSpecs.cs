using CoprJobGrab.Testing;
using CoprJobGrab.Testing.Xunit;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

public class InMemoryBuildQueueSpecs : BuildQueueContract
{
    private readonly InMemoryBuildQueue _queue = new("0", "1");

    protected override Task<IBuildQueue> CreateAsync() => Task.FromResult<IBuildQueue>(_queue);

    protected override Task<byte[]?> PopAsync(string groupId) => Task.FromResult(_queue.TryPop(groupId, out var envelope) ? envelope.ToArray() : null);

    [Fact]
    public void Nothing_is_popped_from_a_group_that_nobody_knows() => _queue.TryPop("9", out _).Should().BeFalse();

    [Fact]
    public async Task A_group_joins_when_something_is_written_to_it()
    {
        var queue = new QueueDriver(new InMemoryBuildQueue());

        (await queue.EnqueueAsync("9", "a")).Enqueued.Should().Equal("a");

        (await queue.ObserveAsync()).Groups["9"].Waiting.Should().Be(1);
    }

    [Fact]
    public async Task A_plan_from_another_queue_is_stale()
    {
        var observed = await new QueueDriver(new InMemoryBuildQueue("0")).ObserveAsync();

        (await new QueueDriver(_queue).ApplyOneAsync(Plans.Enqueue(observed, "0", "a"))).Should().BeEquivalentTo(new GroupResult("0") { Stale = true });
    }

    [Fact]
    public async Task Workers_may_pop_while_the_grabber_writes()
    {
        const int tasks = 20_000;
        var driver = new QueueDriver(_queue);
        var popped = 0;
        var workers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            while (Volatile.Read(ref popped) < tasks)
            {
                if (_queue.TryPop("0", out var envelope) && !envelope.IsEmpty)
                {
                    Interlocked.Increment(ref popped);
                }
            }
        })).ToList();

        for (var first = 0; first < tasks; first += 1_000)
        {
            (await driver.EnqueueAsync("0", Enumerable.Range(first, 1_000).Select(number => $"{number}"))).Enqueued.Should().HaveCount(1_000);
        }

        await Task.WhenAll(workers);
        popped.Should().Be(tasks);
        (await driver.ObserveAsync()).Claims.Should().HaveCount(tasks).And.OnlyContain(claim => claim.Value.State == ClaimState.Silent);
    }
}
