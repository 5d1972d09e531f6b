using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace CoprJobGrab.Tests.Explaining;

public class InMemoryExplainerSpecs : ExplainerContract
{
    private readonly InMemoryStore _store = new(TimeProvider.System);
    private IBuildQueue? _other;

    protected override string ListName => "copr-be-0";

    internal override IWorkerQueue Worker => new WorkerQueue(_store);

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Queues_that_cannot_be_observed_make_the_answer_unknown()
    {
        Lists("a");
        _other = new BrokenQueue();

        (await WhyAsync("a")).Should()
            .Match<Explanation>(why => why.State == ExplanationState.Unknown && why.Reason == "the queues could not be observed: a broken queue");
    }

    protected override void Connect(ICoprJobGrabBuilder builder) =>
        builder.Services.Replace(ServiceDescriptor.Singleton(_other ?? new InMemoryBuildQueue(_store, ["0"])));

    protected override Task PopAsync()
    {
        new InMemoryBuildQueue(_store, ["0"]).TryPop("0", out _).Should().BeTrue();
        return Task.CompletedTask;
    }

    private sealed class BrokenQueue : SimpleBuildQueue
    {
        public override ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("a broken queue");

        public override ValueTask<IReadOnlyList<GroupResult>> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("a broken queue");
    }
}
