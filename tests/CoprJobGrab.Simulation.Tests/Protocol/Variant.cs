namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>What kind of frontend the model has.</summary>
internal enum Variant
{
    /// <summary>Today's: running tasks are listed until they end, and a fault can show as an empty list.</summary>
    ListsRunning,

    /// <summary>That of 2015–2016: running tasks are not listed, and the list is capped, so that a waiting one can be missing.</summary>
    CapsList,
}
