namespace CoprJobGrab.Tests.Queues;

/// <summary>What a store loses of a group.</summary>
internal enum LostPart { Claims, Marks, Meta, List, Reports }
