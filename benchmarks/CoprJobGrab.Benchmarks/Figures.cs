using System.Globalization;
using CoprJobGrab.TestKit;

namespace CoprJobGrab.Benchmarks;

/// <summary>
/// What was measured last, in <c>benchmarks/figures.txt</c>: a name and a number in each line. So the page can be measured part by part, and the difference
/// that a change makes is the difference of this file.
/// </summary>
internal sealed class Figures
{
    private static readonly string Kept = RepositoryRoot.File("benchmarks", "figures.txt");

    private readonly SortedDictionary<string, double> _values = new(StringComparer.Ordinal);

    public double? this[string name] => _values.TryGetValue(name, out var value) ? value : null;

    public IEnumerable<string> Lines => _values.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key} {Math.Round(one.Value, 3)}"));

    public static Figures Load()
    {
        var figures = new Figures();
        figures.Add("", File.Exists(Kept) ? File.ReadLines(Kept) : []);
        return figures;
    }

    /// <summary>Keeps these and what else was measured before.</summary>
    public Figures Keep()
    {
        var all = Load();
        all.Add("", Lines);
        File.WriteAllLines(Kept, all.Lines);
        return all;
    }

    public void Add(string name, double value) => _values[name] = value;

    public void Add(string prefix, IEnumerable<string> lines)
    {
        foreach (var parts in lines.Select(line => line.Split(' ')))
        {
            Add(prefix + parts[0], double.Parse(parts[1], CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Adds the medians of several runs, and the shortest and the longest of them.</summary>
    public void Add(string name, IReadOnlyCollection<Cost> runs)
    {
        Add($"{name}.ms", runs.Median(run => run.Elapsed));
        Add($"{name}.lowest", runs.Min(run => run.Elapsed));
        Add($"{name}.highest", runs.Max(run => run.Elapsed));
        Add($"{name}.cpu", runs.Median(run => run.Own));
        Add($"{name}.redis", runs.Median(run => run.Redis));
    }
}
