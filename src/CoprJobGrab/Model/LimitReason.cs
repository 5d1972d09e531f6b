namespace CoprJobGrab;

/// <summary>The counter that holds a task: of a limit, or of the depth of a builder group's queue.</summary>
/// <param name="Limit">The name of the limit, such as <c>owner</c> or <c>arch:x86_64</c>; <c>depth</c> for the depth of a queue.</param>
/// <param name="Key">The key that it counts the task by, such as the owner's name or the builder group's id; empty when it counts all alike.</param>
/// <param name="Taken">How many places are taken, by claims and by what is pushed before the task.</param>
/// <param name="Most">How many there are.</param>
public sealed record LimitReason(string Limit, string Key, int Taken, int Most)
{
    /// <summary>The counter in words.</summary>
    public override string ToString() => Most == 0 ? $"limit {Limit}: none may run{Of}" : $"limit {Limit}: {Taken} of {Most} places{Of} are taken";

    private string Of => Key.Length == 0 ? "" : $" of '{Key}'";
}
