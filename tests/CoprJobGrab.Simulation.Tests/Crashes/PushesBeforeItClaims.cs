using CoprJobGrab.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CoprJobGrab.Simulation.Tests.Crashes;

/// <summary>
/// A deliberately faulty world: its queue writes the list and the claim of a task in two steps, so that a grabber can be stopped between them.
/// </summary>
internal sealed class PushesBeforeItClaims : GrabberWorld
{
    private readonly Dictionary<string, Claim> _claims = [];
    private readonly Queue<(Guid Urn, ReadOnlyMemory<byte> Element)> _list = new();

    protected override void UseQueue(ICoprJobGrabBuilder builder, CrashPoints points) =>
        builder.Services.Replace(ServiceDescriptor.Singleton<IBuildQueue>(new TwoStepQueue(this, points)));

    protected override ValueTask<ReadOnlyMemory<byte>?> PopAsync(string groupId) =>
        ValueTask.FromResult(_list.TryDequeue(out var next) ? next.Element : default(ReadOnlyMemory<byte>?));

    private sealed class TwoStepQueue(PushesBeforeItClaims world, CrashPoints points) : SimpleBuildQueue
    {
        public override ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken)
        {
            var waiting = world._list.Select(element => element.Urn).ToHashSet();
            var claims = world._claims.Values.ToDictionary(
                claim => claim.TaskId, claim => claim with { State = waiting.Contains(claim.Urn) ? ClaimState.Waiting : ClaimState.Silent });
            return ValueTask.FromResult(
                new QueueState(new Dictionary<string, GroupState> { ["0"] = new("0", waiting.Count, "1", 0) { Time = world.Time.GetUtcNow() } }, claims));
        }

        public override ValueTask<IReadOnlyList<GroupResult>> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken)
        {
            foreach (var task in plan.Groups.SelectMany(group => group.Enqueue))
            {
                var urn = Guid.NewGuid();
                points.Pass("before the push");
                world._list.Enqueue((urn, RetaskEnvelope.Bytes(task.Task, urn, new PythonJsonWriter())));
                points.Pass("between push and claim");
                world._claims[task.TaskId] = new Claim(task.TaskId, "0", urn, 1, ClaimState.Waiting, new LimitKeys());
            }

            return new([.. plan.Groups.Select(group => new GroupResult(group.GroupId) { Enqueued = [.. group.Enqueue.Select(task => task.TaskId)] })]);
        }
    }
}
