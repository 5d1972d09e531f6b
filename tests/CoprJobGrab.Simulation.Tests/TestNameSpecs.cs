using CoprJobGrab.TestKit;

namespace CoprJobGrab.Simulation.Tests;

public sealed class TestNameSpecs : TestNamesContract;
