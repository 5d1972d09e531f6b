using CoprJobGrab.TestKit;

namespace CoprJobGrab.Simulation.Tests.Crashes;

/// <summary>The table of crash points in docs/reliability.md.</summary>
internal static class CrashPointDocument
{
    private const string Heading = "| scenario |";

    /// <summary>How many steps it says that a scenario has on a queue.</summary>
    public static int Steps(string scenario, string queue)
    {
        var table = File.ReadLines(RepositoryRoot.File("docs", "reliability.md"))
            .SkipWhile(line => !line.StartsWith(Heading, StringComparison.Ordinal)).TakeWhile(line => line.StartsWith('|')).Select(Cells).ToList();
        return int.Parse(table.Single(row => row[0] == scenario)[table[0].IndexOf(queue)], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static List<string> Cells(string row) => [.. row.Trim('|').Split('|').Select(cell => cell.Trim())];
}
