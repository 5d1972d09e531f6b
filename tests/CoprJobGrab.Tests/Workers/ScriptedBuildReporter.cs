using CoprJobGrab.Testing;

namespace CoprJobGrab.Tests.Workers;

/// <summary>A reporter whose words a test counts, fails and holds.</summary>
internal sealed class ScriptedBuildReporter : IBuildReporter
{
    /// <summary>What was said, as <c>start a</c>, <c>running a</c> or <c>a Succeeded</c>, when it is said.</summary>
    public Recording<string> Said { get; } = new();

    /// <summary>What was taken, in the same words.</summary>
    public Recording<string> Taken { get; } = new();

    public Recording<BuildReport> Reports { get; } = new();

    public Func<TakenBuild, BuildStart> Start { get; set; } = _ => new BuildStart.Go();

    /// <summary>Is awaited before a word is taken; it may throw.</summary>
    public Func<string, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    public bool TellsOfGivingBack
    {
        get => Tells();
        set => Tells = () => value;
    }

    /// <summary>What <see cref="TellsOfGivingBack"/> does; it may throw.</summary>
    public Func<bool> Tells { get; set; } = () => false;

    public async ValueTask<BuildStart> StartAsync(TakenBuild build, CancellationToken cancellationToken)
    {
        await SayAsync($"start {build.TaskId}", cancellationToken);
        return Start(build);
    }

    public ValueTask RunningAsync(TakenBuild build, ReadOnlyMemory<byte> json, DateTimeOffset startedAt, CancellationToken cancellationToken) =>
        SayAsync($"running {build.TaskId}", cancellationToken);

    public async ValueTask EndedAsync(BuildReport report, CancellationToken cancellationToken)
    {
        await SayAsync($"{report.TaskId} {report.Outcome.GetType().Name}", cancellationToken);
        Reports.Add(report);
    }

    private async ValueTask SayAsync(string word, CancellationToken cancellationToken)
    {
        Said.Add(word);
        await Before(word, cancellationToken);
        Taken.Add(word);
    }
}
