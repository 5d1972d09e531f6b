namespace CoprJobGrab;

/// <summary>A record of one of the frontend's lists that cannot be used. It costs no other record.</summary>
/// <param name="Index">Its position in the list, from 0. Texts for people count records from 1.</param>
/// <param name="TaskId">Its id, the task's or the action's, when that much could be read; the claim of a task with that id counts as listed.</param>
/// <param name="Reason">The fault, with the value.</param>
public sealed record MalformedRecord(int Index, string? TaskId, string Reason)
{
    /// <summary>Its number in the list as a person counts, from 1.</summary>
    internal int Number => Index + 1;
}
