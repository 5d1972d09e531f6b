namespace CoprJobGrab.Tests.Schedules;

/// <summary>Where a cycle can stop.</summary>
internal enum PausePoint { None, BeforeLead, BeforeObserve, AfterObserve, AfterFetch, BeforeApply }
