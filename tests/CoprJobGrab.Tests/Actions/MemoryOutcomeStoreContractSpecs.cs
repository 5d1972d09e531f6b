using CoprJobGrab.TestKit;

namespace CoprJobGrab.Tests.Actions;

public sealed class MemoryOutcomeStoreContractSpecs : OutcomeStoreContract
{
    private readonly MemoryOutcomeStore _store = new();

    private protected override IOutcomeStore Open() => _store;
}
