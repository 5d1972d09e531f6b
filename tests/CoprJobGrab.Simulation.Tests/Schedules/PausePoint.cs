namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>Where a cycle can stop.</summary>
internal enum PausePoint { None, BeforeLead, BeforeObserve, AfterObserve, AfterFetch, BeforeApply }
