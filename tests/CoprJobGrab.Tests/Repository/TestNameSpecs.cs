using CoprJobGrab.TestKit;

namespace CoprJobGrab.Tests.Repository;

public sealed class TestNameSpecs : TestNamesContract;
