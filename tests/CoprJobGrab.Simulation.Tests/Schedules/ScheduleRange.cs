using System.Globalization;

namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>
/// Which seeds to run: <c>SCHEDULES_FROM</c> in the environment says where to begin, else at 0, and the variable of the place how many, else a few.
/// </summary>
internal static class ScheduleRange
{
    public static IEnumerable<int> InMemory(int few) => Enumerable.Range(Of("SCHEDULES_FROM", 0), Of("SCHEDULES_COUNT", few));

    public static IEnumerable<int> OnRedis(int few) => Enumerable.Range(Of("SCHEDULES_FROM", 0), Of("SCHEDULES_REDIS_COUNT", few));

    /// <summary>True when the first few are among them: these are known to see certain things.</summary>
    public static bool HasFirst(int few, IEnumerable<int> seeds) => seeds.Take(few).SequenceEqual(Enumerable.Range(0, few));

    private static int Of(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
