namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>What a leader knows of the task from the lists of its lead.</summary>
internal enum Presence : byte
{
    /// <summary>Nothing: neither a list nor a claim had it.</summary>
    Unknown,

    /// <summary>A list or a claim had it, and none has missed it since; or two had it since.</summary>
    Listed,

    /// <summary>A later list missed it, or a record says that it ended.</summary>
    Gone,

    /// <summary>One list has had it since.</summary>
    Back,
}
