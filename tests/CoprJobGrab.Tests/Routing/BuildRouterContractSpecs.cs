using CoprJobGrab.Snippets;
using CoprJobGrab.Testing;
using CoprJobGrab.Testing.Xunit;

namespace CoprJobGrab.Tests.Routing;

public sealed class ArchitectureRouterContractSpecs : BuildRouterContract
{
    protected override IReadOnlyCollection<string> GroupIds => ["0", "1", "s"];

    protected override IBuildRouter Create() =>
        new ArchitectureRouter(new BuilderGroups([new("0", ["x86_64", "i386"]), new("1", ["aarch64"]), new("s", ["source"])]));
}

public sealed class CatchAllRouterContractSpecs : BuildRouterContract
{
    protected override IReadOnlyCollection<string> GroupIds => ["0", "9"];

    protected override IBuildRouter Create() => new ArchitectureRouter(new BuilderGroups([new("0", ["x86_64"]), new("9", ["*"])]));
}

/// <summary>A router that looks at what the drawn tasks do not have.</summary>
public sealed class RouterByTagContractSpecs : BuildRouterContract
{
    protected override IReadOnlyCollection<string> GroupIds => ["gpu"];

    protected override IReadOnlyCollection<BuildTask> Samples => [Some.Task("""{"task_id": "7", "chroot": "fedora-42-x86_64", "tags": ["gpu"]}""")];

    protected override IBuildRouter Create() => new ByTag();

    private sealed class ByTag : IBuildRouter
    {
        public RouteDecision Route(BuildTask task) =>
            task.Details.Tags.Contains("gpu") ? new RouteDecision.ToGroup("gpu", "it wants one") : new RouteDecision.Refuse("it wants none");
    }
}

/// <summary>The router that the documentation shows.</summary>
public sealed class DocumentedRouterContractSpecs : BuildRouterContract
{
    protected override IReadOnlyCollection<string> GroupIds => ["staff", "0"];

    protected override IBuildRouter Create() => new ByOwner();
}
