namespace CoprJobGrab;

/// <summary>A record of the frontend's list that cannot be used. It costs no other record.</summary>
/// <param name="Index">Its position in the list, from 0.</param>
/// <param name="TaskId">Its id, when that much could be read; a claim of that id counts as listed.</param>
/// <param name="Reason">What is wrong with it, with the value.</param>
public sealed record MalformedRecord(int Index, string? TaskId, string Reason);
