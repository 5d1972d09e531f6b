using System.Text.Json;

namespace CoprJobGrab.ConsoleHost.Demo;

/// <summary>A builder of one group: pops a build, "builds" it, and tells the frontend.</summary>
internal sealed class DemoBuilder(string groupId, InMemoryBuildQueue queue, DemoFrontend frontend, TimeSpan buildTime, TimeProvider time)
{
    private static readonly TimeSpan IdlePause = TimeSpan.FromMilliseconds(50);

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                if (queue.TryPop(groupId, out var envelope))
                {
                    await Task.Delay(buildTime, time, stop);
                    frontend.Finish(TaskId(envelope));
                }
                else
                {
                    await Task.Delay(IdlePause, time, stop);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    private static string TaskId(ReadOnlyMemory<byte> envelope)
    {
        using var task = JsonDocument.Parse(RetaskEnvelope.Read(envelope).Data);
        return task.RootElement.GetProperty("task_id").GetString()!;
    }
}
