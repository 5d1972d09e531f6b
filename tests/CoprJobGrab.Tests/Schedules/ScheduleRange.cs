using System.Globalization;

namespace CoprJobGrab.Tests.Schedules;

/// <summary>Which seeds to run: <c>SCHEDULES_FROM</c> and <c>SCHEDULES_COUNT</c> in the environment say so, else a few from 0.</summary>
internal static class ScheduleRange
{
    public static IEnumerable<int> Seeds(int few) => Enumerable.Range(Of("SCHEDULES_FROM", 0), Of("SCHEDULES_COUNT", few));

    private static int Of(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
