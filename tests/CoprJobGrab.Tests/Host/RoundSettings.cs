using System.Globalization;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary>What the environment says of rounds and scenes, and where their lines go.</summary>
internal static class RoundSettings
{
    public static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>Tells a line now, and keeps it where <c>COPRJOBGRAB_ROUND_LOG</c> says, so that a long run which is cut off keeps what it had.</summary>
    public static void Say(ITestOutputHelper output, string line)
    {
        output.WriteLine(line);
        Console.WriteLine(line);
        if (Environment.GetEnvironmentVariable("COPRJOBGRAB_ROUND_LOG") is { Length: > 0 } log)
        {
            File.AppendAllText(log, line + "\n");
        }
    }
}
