namespace CoprJobGrab.Tests.Protocol;

/// <summary>The leadership, as the store has it. The highest epoch ever is the clock's part: it survives a loss of the store.</summary>
internal readonly record struct Lease(byte Holder, byte Epoch, byte HighestEver);
