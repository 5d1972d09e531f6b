using System.Globalization;
using CoprJobGrab.Benchmarks;

// Without arguments: the whole table. The other words are the processes that it starts.
return args switch
{
    ["serve", .. var sizes] => await BenchFrontend.ServeAsync(sizes.Select(Number)),
    ["measure", var size, var rounds, var url, var redis] => await Measurement.RunAsync(Number(size), Number(rounds), url, redis),
    ["memory", var size, var url, var redis] => await MemoryMeasurement.RunAsync(Number(size), url, redis),
    [] => await Table.PrintAsync([1_000, 10_000, 100_000], rounds: 7),
    ["observe"] => await Table.ObserveAsync(),
    ["quick"] => await Table.PrintAsync([1_000, 10_000], rounds: 3),
    _ => throw new ArgumentException($"Unknown arguments: {string.Join(' ', args)}; give none, quick or observe."),
};

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
