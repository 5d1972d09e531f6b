namespace CoprJobGrab.Benchmarks;

/// <summary>The growth from 1,000 builds to 1,000,000, on logarithmic scales. Its colours can be read on white and on black.</summary>
internal static class Picture
{
    private const int Width = 860;
    private const int Height = 440;
    private const int Left = 60;
    private const int Right = 560;
    private const int Top = 24;
    private const int Bottom = 400;
    private const int LineHeight = 16;

    private static readonly (string Start, string Label, string Colour, string Dashes)[] Lines =
    [
        ("first poll of the original", "the original's kind in Python, first poll", "#8b949e", "5 4"),
        ("first poll of a plain", "a plain loop in C#, first poll", "#b08800", "5 4"),
        ("first poll of `addBulk`", "BullMQ, first poll", "#d1663f", "5 4"),
        ("first poll of a fresh process, compiled b", "first poll, compiled beforehand", "#a475f9", "none"),
        ("first poll of a fresh process, native", "first poll, native", "#e5534b", "none"),
        ("every", "every build is new (cold)", "#4184e4", "none"),
        ("a hundredth", "a hundredth is new (steady)", "#2da44e", "none"),
        ("nothing is new (warm)", "nothing is new (warm)", "#1b9aaa", "none"),
        ("floors", "floors", "#8b949e", "1 4"),
    ];

    public static IEnumerable<string> Of(Tables tables)
    {
        var drawn = Lines.Select(line =>
        {
            var of = tables.Story.First(story => story.Name.StartsWith(line.Start, StringComparison.Ordinal)).Of;
            var points = Tables.Sizes.Where(size => of(size) > 0).Select(size => (Size: size, Ms: of(size)!.Value)).ToList();
            return (line.Label, line.Colour, line.Dashes, Points: points);
        }).Where(line => line.Points.Count > 0).ToList();
        if (drawn.Count == 0)
        {
            return [];
        }

        var decades = (int)Math.Ceiling(Math.Log10(drawn.Max(line => line.Points.Max(point => point.Ms))));
        double Y(double ms) => Bottom - ((Bottom - Top) * Math.Log10(Math.Max(ms, 1)) / decades);
        return
        [
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"13\" fill=\"#7d8590\">",
            "<title>Milliseconds of a poll, by the number of listed builds</title>",
            .. Enumerable.Range(0, decades + 1).Select(decade => Math.Pow(10, decade)).Select(ms => 
                $"<path d=\"M{Left} {Y(ms):F0}H{Right}\" stroke=\"#7d8590\" stroke-opacity=\".3\"/>"
                    + $"<text x=\"{Left - 8}\" y=\"{Y(ms) + 4:F0}\" text-anchor=\"end\">{(ms < 1000 ? $"{ms} ms" : $"{ms / 1000} s")}</text>"),
            .. Tables.Sizes.Select(size => $"<text x=\"{X(size):F0}\" y=\"{Bottom + 20}\" text-anchor=\"middle\">{size:N0}</text>"),
            $"<text x=\"{(Left + Right) / 2}\" y=\"{Bottom + 38}\" text-anchor=\"middle\">listed builds</text>",
            .. drawn.Select(line => 
                $"<path d=\"M{string.Join('L', line.Points.Select(point => $"{X(point.Size):F0} {Y(point.Ms):F0}"))}\" fill=\"none\" "
                    + $"stroke=\"{line.Colour}\" stroke-width=\"2\" stroke-dasharray=\"{line.Dashes}\"/>"),
            .. Labels(drawn.Select(line => (line.Label, line.Colour, X(line.Points[^1].Size), Y(line.Points[^1].Ms)))),
            "</svg>",
        ];
    }

    /// <summary>A label beside the end of each line, and none over another.</summary>
    private static IEnumerable<string> Labels(IEnumerable<(string Text, string Colour, double X, double Y)> ends)
    {
        var free = 0.0;
        foreach (var (text, colour, x, y) in ends.OrderBy(end => end.Y))
        {
            free = Math.Max(free, y + 4);
            yield return $"<text x=\"{x + 8:F0}\" y=\"{free:F0}\" fill=\"{colour}\">{text}</text>";
            free += LineHeight;
        }
    }

    private static double X(int size) => Left + ((Right - Left) * (Math.Log10(size) - 3) / 3);
}
