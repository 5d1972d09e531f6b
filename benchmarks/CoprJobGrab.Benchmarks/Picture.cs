namespace CoprJobGrab.Benchmarks;

/// <summary>The growth from 1,000 builds to 1,000,000, on logarithmic scales. Its colours can be read on white and on black.</summary>
internal static class Picture
{
    private const int Width = 880;
    private const int Height = 446;
    private const int Left = 60;
    private const int Right = 560;
    private const int Top = 24;
    private const int Bottom = 400;
    private const int LineHeight = 16;

    /// <summary>The drawn lines of the story.</summary>
    private static readonly (string Name, string Colour, string Dashes)[] Lines =
    [
        ("like the original, in Python, fresh", "#8b949e", "5 4"),
        ("a plain loop in C#, fresh", "#b08800", "5 4"),
        ("`addBulk` of BullMQ, fresh", "#d1663f", "5 4"),
        ("fresh process, compiled beforehand", "#a475f9", "none"),
        ("fresh process, native", "#e5534b", "none"),
        ("running, every build new (cold)", "#4184e4", "none"),
        ("running, 1 % new, 1 % gone (steady)", "#2da44e", "none"),
        ("running, nothing new (warm)", "#1b9aaa", "none"),
        ("floors: LPUSH of all, and one reading", "#8b949e", "1 4"),
    ];

    public static IEnumerable<string> Of(Tables tables)
    {
        var drawn = Lines.Select(line =>
        {
            var of = tables.Story.First(story => story.Name == line.Name).Of;
            var points = Tables.Sizes.Where(size => of(size) is not null).Select(size => (X: X(size), Ms: of(size)!.Value)).ToList();
            return (line.Name, line.Colour, line.Dashes, Points: points);
        }).Where(line => line.Points.Count > 0).ToList();
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
                $"<path d=\"M{string.Join('L', line.Points.Select(point => $"{point.X:F0} {Y(point.Ms):F0}"))}\" fill=\"none\" "
                    + $"stroke=\"{line.Colour}\" stroke-width=\"2\" stroke-dasharray=\"{line.Dashes}\"/>"),
            .. Labels(drawn.Select(line => (line.Name, line.Colour, Y(line.Points[^1].Ms)))),
            "</svg>",
        ];
    }

    /// <summary>A label beside the end of each line, and none over another.</summary>
    private static IEnumerable<string> Labels(IEnumerable<(string Name, string Colour, double Y)> ends)
    {
        var free = 0.0;
        foreach (var (name, colour, y) in ends.OrderBy(end => end.Y))
        {
            free = Math.Max(free, y + 4);
            yield return $"<text x=\"{Right + 8}\" y=\"{free:F0}\" fill=\"{colour}\">{name.Replace("`", "", StringComparison.Ordinal)}</text>";
            free += LineHeight;
        }
    }

    private static double X(int size) => Left + ((Right - Left) * (Math.Log10(size) - 3) / 3);
}
