using System.Globalization;
using CoprJobGrab.Benchmarks;

// Without arguments: the whole table. The other words are the processes that it starts.
return args switch
{
    ["serve", .. var sizes] => await BenchFrontend.ServeAsync(sizes.Select(Number)),
    ["measure", var size, var rounds, var url, var redis] => await Measurement.RunAsync(Number(size), Number(rounds), url, redis),
    ["steady", var size, var url, var redis] => await SteadyRow.RunAsync(Number(size), url, redis),
    ["memory", var size, var url, var redis] => await MemoryMeasurement.RunAsync(Number(size), url, redis),
    [] => await Table.PrintAsync([1_000, 10_000, 100_000], rounds: 7),
    ["fresh"] => await Table.PrintAsync([1_000, 10_000, 100_000], FreshRow.PrintAsync),
    ["steady", .. var sizes] => await Table.PrintAsync(sizes.Length > 0 ? [.. sizes.Select(Number)] : [1_000, 10_000, 100_000], SteadyRow.PrintAsync),
    ["million"] => await Table.PrintAsync([1_000_000], rounds: 3),
    ["observe"] => await Table.ObserveAsync(),
    ["plan"] => Plan(),
    ["delays"] => await WorkerDelays.PrintAsync(),
    ["workers"] => await WorkerRow.PrintAsync(),
    ["quick"] => await Table.PrintAsync([1_000, 10_000], rounds: 3),
    _ => throw new ArgumentException(
        $"Unknown arguments: {string.Join(' ', args)}; give none, quick, million, fresh, steady, observe, plan, workers or delays."),
};

static int Plan()
{
    PlanningRow.Print([100_000, 1_000_000]);
    return 0;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
