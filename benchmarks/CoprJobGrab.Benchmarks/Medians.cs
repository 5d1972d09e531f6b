namespace CoprJobGrab.Benchmarks;

internal static class Medians
{
    public static double Median<T>(this IReadOnlyCollection<T> runs, Func<T, double> of) => runs.Select(of).Order().ElementAt(runs.Count / 2);

    public static double Median(this IReadOnlyCollection<double> runs) => runs.Median(run => run);
}
