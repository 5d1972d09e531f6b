namespace CoprJobGrab.Routing;

/// <summary>Where each architecture goes, by one set of builder groups.</summary>
internal sealed class RoutesByArchitecture
{
    private const string X86 = "x86_64";

    private readonly Dictionary<string, RouteDecision.ToGroup> _byArchitecture = new(StringComparer.Ordinal);
    private readonly RouteDecision.ToGroup? _source;
    private readonly RouteDecision.ToGroup? _x86;
    private readonly RouteDecision.ToGroup? _any;

    public RoutesByArchitecture(IReadOnlyList<BuilderGroup> groups)
    {
        Groups = groups;
        foreach (var group in groups)
        {
            foreach (var architecture in group.Architectures)
            {
                switch (architecture)
                {
                    case BuilderGroup.Any:
                        _any = new(group.Id, $"group {group.Id} takes every architecture that no group names");
                        break;
                    case BuilderGroup.Source:
                        _source = new(group.Id, $"group {group.Id} takes source tasks");
                        break;
                    default:
                        _byArchitecture[architecture] = new(group.Id, $"group {group.Id} builds {architecture}");
                        break;
                }
            }
        }

        if (_byArchitecture.TryGetValue(X86, out var x86))
        {
            _x86 = new(x86.GroupId, $"group {x86.GroupId} builds {X86}, and so everything that ends in 86");
        }
    }

    public IReadOnlyList<BuilderGroup> Groups { get; }

    public RouteDecision Of(BuildTask task)
    {
        if (task.Architecture is not { } architecture)
        {
            return _source ?? _any ?? (RouteDecision)new RouteDecision.Refuse($"No builder group for source tasks, task: {task.TaskId}");
        }

        if (_byArchitecture.TryGetValue(architecture, out var exact))
        {
            return exact;
        }

        var other = architecture.EndsWith("86", StringComparison.Ordinal) ? _x86 ?? _any : _any;
        return other ?? (RouteDecision)new RouteDecision.Refuse($"No builder group for architecture: {architecture}, task: {task.TaskId}");
    }
}
