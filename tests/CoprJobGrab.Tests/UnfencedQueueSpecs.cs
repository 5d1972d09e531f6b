using CoprJobGrab.Testing;
using CoprJobGrab.Tests.Leadership;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace CoprJobGrab.Tests;

/// <summary>A queue that refuses no epoch is protected by the lease alone.</summary>
public sealed class UnfencedQueueSpecs
{
    private readonly OwnQueue _queue = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cycle_writes_to_it_only_while_its_lead_lasts(bool lasts)
    {
        var leadership = new ScriptedLeadership { OnLead = () => new Lead.Leader(7, true, DateTimeOffset.UnixEpoch), Lasting = 7 };
        await using var harness = new CoprJobGrabHarness(parts: builder =>
        {
            builder.UseQueue<OwnQueue>();
            builder.Services.Replace(ServiceDescriptor.Singleton<IBuildQueue>(_queue)).Replace(ServiceDescriptor.Singleton<ILeadership>(leadership));
        });
        harness.Source.OnFetch = _ =>
        {
            leadership.Lasting = lasts ? 7 : null;
            return ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete([Some.Build("1")])));
        };

        var report = await harness.RunCycleAsync();

        report.Role.Should().Be(lasts ? GrabberRole.Leader : GrabberRole.Standby);
        _queue.Writes.Should().Be(lasts ? 1 : 0);
    }

    private sealed class OwnQueue : SimpleBuildQueue
    {
        public int Writes { get; private set; }

        public override ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken) => new(QueueState.Empty);

        public override ValueTask<IReadOnlyList<GroupResult>> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken)
        {
            Writes++;
            return new([]);
        }
    }
}
