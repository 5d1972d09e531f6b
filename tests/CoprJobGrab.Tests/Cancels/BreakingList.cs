using System.Collections;

namespace CoprJobGrab.Tests.Cancels;

/// <summary>A host's list that breaks in the middle.</summary>
internal sealed class BreakingList : IReadOnlyList<string>
{
    public int Count => 2;

    public string this[int index] => index == 0 ? "7" : throw Broken();

    public IEnumerator<string> GetEnumerator()
    {
        yield return "7";
        throw Broken();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static InvalidOperationException Broken() => new("The host's list is broken.");
}
