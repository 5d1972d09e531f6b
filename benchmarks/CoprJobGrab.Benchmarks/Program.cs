using System.Globalization;
using CoprJobGrab.Benchmarks;

int[] sizes = [1_000, 10_000, 100_000];
return args switch
{
    [] => await Run.MeasureAsync(["polls", "fresh", "steady", "observe", "plan"], sizes),
    ["quick"] => await Run.MeasureAsync(["polls", "fresh", "steady"], [1_000, 10_000]),
    ["million"] => await Run.MeasureAsync(["polls", "fresh", "steady"], [1_000_000]),
    ["page"] => Page.Write(Figures.Load()),
    [var part, .. var chosen] when Run.Parts.Contains(part) => await Run.MeasureAsync([part], chosen is [] ? sizes : [.. chosen.Select(Number)]),
    // The processes that it starts.
    ["serve", .. var served] => await BenchFrontend.ServeAsync(served.Select(Number)),
    ["run-polls", var size, var url, var redis] => await PollRow.RunAsync(Number(size), url, redis),
    ["run-steady", var size, var url, var redis] => await SteadyRow.RunAsync(Number(size), url, redis),
    ["naive", var url, var redis, var polls] => await NaiveGrabber.RunAsync(url, redis, Number(polls)),
    _ => throw new ArgumentException($"Unknown arguments: {string.Join(' ', args)}; give none, quick, million, page or {string.Join(", ", Run.Parts)}."),
};

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
