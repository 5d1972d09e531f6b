using Xunit.v3;

namespace CoprJobGrab.TestKit;

/// <summary>Left out of <c>./test.sh</c>, which is for every change; <c>./test.sh --all</c> runs it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class SlowAttribute : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Suite", "All")];
}
