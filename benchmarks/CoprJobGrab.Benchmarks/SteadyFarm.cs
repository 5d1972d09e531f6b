using System.Globalization;
using System.Text.RegularExpressions;
using StackExchange.Redis;

namespace CoprJobGrab.Benchmarks;

/// <summary>
/// The tasks of a farm of which a hundredth goes between two polls: workers pop half of these and end them at once, and users delete the other half.
/// </summary>
internal sealed partial class SteadyFarm(int size, IDatabase database)
{
    private readonly Random _random = new(7);
    private List<int> _listed = [.. Enumerable.Range(0, size)];
    private int _next = size;

    /// <summary>How many go, and how many come.</summary>
    public int Gone { get; } = size / 100;

    /// <summary>The numbers of the listed builds, in their order.</summary>
    public IReadOnlyList<int> Listed => _listed;

    public async Task GoOnAsync()
    {
        var popped = await database.ListRightPopAsync("retaskqueue-copr-be-0", Gone / 2) ?? [];
        // Some that were popped have gone before, and their claims are about to be withdrawn.
        var gone = popped.Select(envelope => NumberOf($"{envelope}")).Intersect(_listed).ToHashSet();
        while (gone.Count < Gone)
        {
            gone.Add(_listed[_random.Next(_listed.Count)]);
        }

        _listed = [.. _listed.Where(build => !gone.Contains(build)), .. Enumerable.Range(_next, Gone)];
        _next += Gone;
    }

    private static int NumberOf(string envelope) => BenchBuilds.OfId(int.Parse(TaskId().Match(envelope).Groups[1].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex("""task_id\\": \\"([0-9]+)-""")]
    private static partial Regex TaskId();
}
