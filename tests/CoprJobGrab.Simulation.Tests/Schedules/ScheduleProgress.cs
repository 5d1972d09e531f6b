using System.Globalization;

namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>How far a range of schedules has come, on the console now and then, so that a long run that is cut off can be resumed.</summary>
internal sealed class ScheduleProgress(string place)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly long _began = TimeProvider.System.GetTimestamp();
    private TimeSpan _toldAt;
    private int _done;

    public void Did(int seed, ScheduleResult total)
    {
        _done++;
        var passed = TimeProvider.System.GetElapsedTime(_began);
        if (passed - _toldAt >= Pause)
        {
            _toldAt = passed;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"schedules {place}: {_done} done, handed out {total.HandedOut}, unavoidable {total.Unavoidable.Values.Sum()}; "
                    + $"to resume, SCHEDULES_FROM={seed + 1}"));
        }
    }

    public string Figures(ScheduleResult total) => string.Create(
        CultureInfo.InvariantCulture, $"{place}: {_done} schedules, "
            + $"{TimeProvider.System.GetElapsedTime(_began).TotalMilliseconds / Math.Max(_done, 1):0.0} ms each, {ScheduleFigures.Of(total)}");
}
