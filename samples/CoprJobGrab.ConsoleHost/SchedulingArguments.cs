using System.CommandLine;
using System.Globalization;

namespace CoprJobGrab.ConsoleHost;

/// <summary>The options of scheduling: <c>--depth</c>, <c>--limit</c> and <c>--block-owner</c>. They override what a file says of the same.</summary>
internal sealed class SchedulingArguments
{
    private static readonly Option<string[]> Depth =
        new("--depth") { Description = "How many tasks may wait in a group's queue; may be given for each group.", HelpName = "GROUP=N" };
    private static readonly Option<string[]> Limit = new("--limit")
    {
        Description = $"How many tasks may be handed out at once; may be given more than once. KIND is one of {LimitKind.Forms}.",
        HelpName = "KIND[:KEY]=N",
    };

    private static readonly Option<string[]> BlockOwner =
        new("--block-owner") { Description = "An owner none of whose tasks is handed out, or @GROUP; may be given more than once.", HelpName = "NAME" };

    private readonly List<(string Group, int Depth)> _depths = [];
    private readonly List<Action<LimitOptions>> _limits = [];
    private readonly List<string> _blocked;

    private SchedulingArguments(IEnumerable<string> blocked) => _blocked = [.. blocked];

    public static void AddTo(Command command)
    {
        foreach (Option option in new Option[] { Depth, Limit, BlockOwner })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads the options; what is wrong with them is added to <paramref name="faults"/>.</summary>
    public static SchedulingArguments Read(ParseResult parsed, List<string> faults)
    {
        var arguments = new SchedulingArguments(parsed.Texts(BlockOwner));
        foreach (var text in parsed.Texts(Depth))
        {
            arguments.ReadDepth(text, faults);
        }

        foreach (var text in parsed.Texts(Limit))
        {
            arguments.ReadLimit(text, faults);
        }

        return arguments;
    }

    public void Configure(CoprJobGrabOptions options)
    {
        foreach (var (id, depth) in _depths)
        {
            foreach (var group in options.Groups.Where(group => group.Id == id))
            {
                group.Depth = depth;
            }
        }

        _limits.ForEach(set => set(options.Scheduling.Limits));
        _blocked.ForEach(options.Scheduling.BlockedOwners.Add);
    }

    /// <summary>What is wrong with these options beside those of the groups.</summary>
    public string? FaultOf(CoprJobGrabOptions options) =>
        _depths.Select(depth => depth.Group).Except(options.Groups.Select(group => group.Id)).ToList() is { Count: > 0 } unknown
            ? $"{Depth.Name} is for {string.Join(", ", unknown.Select(id => $"'{id}'"))}, which is no builder group; "
                + $"give one of {string.Join(", ", options.Groups.Select(group => group.Id))}"
            : null;

    private void ReadDepth(string text, List<string> faults)
    {
        if (text.LastIndexOf('=') is > 0 and var end && Number(text[(end + 1)..]) is > 0 and var depth)
        {
            _depths.Add((text[..end], depth));
        }
        else
        {
            faults.Add($"{Depth.Name} is '{text}'; give GROUP=N, N a whole number, 1 or more, for instance 0=20");
        }
    }

    private void ReadLimit(string text, List<string> faults)
    {
        if (LimitKind.Parse(text, Number) is { } set)
        {
            _limits.Add(set);
        }
        else
        {
            faults.Add($"{Limit.Name} is '{text}'; give KIND=N, N a whole number, 0 or more, and KIND one of {LimitKind.Forms}");
        }
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
