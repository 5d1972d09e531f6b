namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>Two of a kind.</summary>
internal readonly record struct Pair<T>(T First, T Second)
{
    public T this[int index] => index == 0 ? First : Second;

    public Pair<T> With(int index, T value) => index == 0 ? this with { First = value } : this with { Second = value };
}

/// <summary>Three of a kind.</summary>
internal readonly record struct Trio<T>(T First, T Second, T Third)
{
    public T this[int index] => index switch { 0 => First, 1 => Second, _ => Third };

    public Trio<T> With(int index, T value) =>
        index switch { 0 => this with { First = value }, 1 => this with { Second = value }, _ => this with { Third = value } };
}
