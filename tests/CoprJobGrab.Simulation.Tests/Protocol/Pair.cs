namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>Two of a kind.</summary>
internal readonly record struct Pair<T>(T First, T Second)
{
    public T this[int index] => index == 0 ? First : Second;

    public Pair<T> With(int index, T value) => index == 0 ? this with { First = value } : this with { Second = value };
}

/// <summary>Four of a kind.</summary>
internal readonly record struct Quartet<T>(T First, T Second, T Third, T Fourth)
{
    public T this[int index] => index switch { 0 => First, 1 => Second, 2 => Third, _ => Fourth };

    public Quartet<T> With(int index, T value) => index switch
    {
        0 => this with { First = value },
        1 => this with { Second = value },
        2 => this with { Third = value },
        _ => this with { Fourth = value },
    };
}
