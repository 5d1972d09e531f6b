namespace CoprJobGrab;

/// <summary>A limit that holds a task.</summary>
/// <param name="Limit">Its name.</param>
/// <param name="Key">By what it counts the task; empty when it counts all alike.</param>
/// <param name="Taken">How many places are taken, by claims and by what is pushed before the task.</param>
/// <param name="Most">How many there are.</param>
internal sealed record LimitReason(string Limit, string Key, int Taken, int Most)
{
    public override string ToString() => Most == 0 ? $"limit {Limit}: none may run{Of}" : $"limit {Limit}: {Taken} of {Most} places{Of} are taken";

    private string Of => Key.Length == 0 ? "" : $" of '{Key}'";
}
