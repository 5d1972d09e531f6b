using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;

namespace CoprJobGrab.ConsoleHost.Commands;

/// <summary>What the commands share that ask a grabber of their own one thing, and end: it never leads.</summary>
internal static class OneCall
{
    /// <summary>Reads the options and does the thing; whatever stands in its way is told in one line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="read">Reads the options; what is wrong with them goes into the list.</param>
    /// <param name="act">Does the thing, and gives the exit code.</param>
    public static async Task<int> RunAsync<T>(ParseResult parsed, Func<ParseResult, List<string>, GrabberArguments> read, Func<T, Task<int>> act)
        where T : class
    {
        var faults = new List<string>();
        var arguments = read(parsed, faults);
        if (faults.Count > 0)
        {
            return ExitCodes.InvalidOptions(faults, parsed);
        }

        foreach (var note in arguments.Remarks.Concat(arguments.File?.Notes ?? []))
        {
            await Console.Error.WriteLineAsync(OwnNames.Line(note));
        }

        var services = new ServiceCollection();
        services.AddLogging();
        arguments.AddGrabber(services);
        await using var provider = services.BuildServiceProvider();
        try
        {
            return await act(provider.GetRequiredKeyedService<T>(arguments.Name));
        }
        catch (CoprJobGrabException fault)
        {
            await Console.Error.WriteLineAsync(OwnNames.Line(fault.Message));
            return ExitCodes.Failed;
        }
    }
}
