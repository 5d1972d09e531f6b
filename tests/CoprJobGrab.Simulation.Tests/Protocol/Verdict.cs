namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>What became of a run.</summary>
internal enum Verdict : byte { Fine, TwoWorkers, AfterItsEnd, AfterItsCancel, WithItsReport, StartAfterEnd, ToldTwice, Unavoidable }
