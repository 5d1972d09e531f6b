namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>The leadership, as the store has it. The highest epoch ever is the clock's part: it survives a loss of the store.</summary>
/// <param name="Holder">The number of who leads, from 1; 0 for nobody.</param>
/// <param name="Epoch">The last epoch that was given.</param>
/// <param name="HighestEver">The highest one that there ever was.</param>
/// <param name="Last">The number of who led last, as that one knows; 0 when it has crashed.</param>
/// <param name="IsLost">The store lost everything, and nobody has led since.</param>
internal readonly record struct Lease(byte Holder, byte Epoch, byte HighestEver, byte Last = 0, bool IsLost = false);
