using System.Text.RegularExpressions;

namespace CoprJobGrab;

/// <summary>Builders that share a queue, and the architectures that they build for.</summary>
/// <param name="Id">Names the queue <c>copr-be-ID</c>; letters, digits and <c>._-</c>.</param>
/// <param name="Architectures">The architectures that the group builds: names, <see cref="Source"/>, or <see cref="Any"/>.</param>
public sealed partial record BuilderGroup(string Id, IReadOnlyList<string> Architectures)
{
    /// <summary>Stands for every architecture that no group names.</summary>
    public const string Any = "*";

    /// <summary>Stands for source tasks, which have no chroot. Without it they go to <see cref="Any"/>.</summary>
    public const string Source = "source";

    /// <summary>How many tasks may wait in the group's queue; null is no bound.</summary>
    public int? Depth { get; init; }

    /// <summary>The name of the group's retask queue (wire 4.1), <c>copr-be-ID</c>.</summary>
    public string QueueName => QueueNameOf(Id);

    internal static string QueueNameOf(string id) => $"copr-be-{id}";

    internal static bool IsValidId(string id) => IdPattern().IsMatch(id);

    [GeneratedRegex(@"\A[A-Za-z0-9_.-]+\z")]
    private static partial Regex IdPattern();
}
