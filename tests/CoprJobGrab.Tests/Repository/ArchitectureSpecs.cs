using CoprJobGrab.TestKit;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Repository;

/// <summary>Holds the direction of knowledge that <c>docs/architecture.md</c> draws: which room may name the types of which other room.</summary>
public sealed class ArchitectureSpecs
{
    // Each room, and the rooms whose types it may name besides its own and Model, which is known to all.
    private static readonly Dictionary<string, string[]> Knows = new()
    {
        ["Model"] = [],
        ["Calls"] = [],
        ["Redis"] = [],
        ["Telemetry"] = [],
        ["Routing"] = [],
        ["Scheduling"] = ["Routing"],
        ["Sources"] = [],
        ["Queues"] = ["Routing", "Redis", "Telemetry"],
        ["Events"] = ["Sources", "Redis", "Telemetry"],
        ["Leadership"] = ["Redis", "Calls", "Checks"],
        ["Actions"] = ["Sources", "Redis", "Calls", "Events", "Leadership", "Telemetry"],
        ["TaskEnds"] = ["Sources", "Queues", "Redis", "Calls", "Events"],
        ["Cancels"] = ["Sources", "Queues", "Calls", "Events"],
        // It reads what the scheduler decided, by which rules, what the builder groups take, and where a list has the task.
        ["Explaining"] = ["Routing", "Scheduling", "Queues"],
        ["Checks"] = ["Routing", "Redis", "Queues", "Events"],
        ["Configuration"] =
        [
            "Sources", "Calls", "Routing", "Scheduling", "Queues", "Redis", "Leadership", "Actions", "TaskEnds", "Checks", "Events", "Hosting", "Workers"
        ],
        ["Workers"] = ["Sources", "Routing", "Queues", "Calls", "Events", "Telemetry"],
        ["Hosting"] = ["", "Checks", "Sources", "Routing", "Events", "Actions"],
        ["DependencyInjection"] =
        [
            "", "Sources", "Routing", "Scheduling", "Queues", "Redis", "Calls", "Events", "Actions", "Leadership", "TaskEnds", "Cancels", "Explaining",
            "Checks", "Configuration", "Hosting", "Telemetry", "Workers"
        ],
        [""] =
        [
            "Sources", "Queues", "Scheduling", "Events", "Calls", "Actions", "Leadership", "TaskEnds", "Cancels", "Explaining", "Checks",
            "Configuration", "Telemetry", "Workers"
        ],
    };

    private static readonly string[] Library = [.. RepositoryRoot.SourceFiles("src/CoprJobGrab")];

    [Fact]
    public void Each_room_names_only_the_rooms_that_it_may_know() =>
        RoomMap.OfLibrary().Namings.Where(naming => naming.To != "Model" && !Knows[naming.From].Contains(naming.To)).Should().BeEmpty();

    [Fact]
    public void No_two_rooms_name_each_other() => RoomMap.OfLibrary().Pairs.Should().BeEmpty();

    [Theory]
    [InlineData("Model", "JobGrabber")]
    [InlineData("Redis", "CoprJobGrabOptions")]
    [InlineData("Calls", "ActionOptions")]
    public void A_seeded_name_in_the_other_direction_is_a_pair(string folder, string type) =>
        RoomMap.OfLibrary(($"{folder}/Seeded.cs", $"internal sealed class Seeded({type} seeded);")).Pairs
            .Should().ContainSingle(pair => pair.One.File == "Seeded.cs" || pair.Other.File == "Seeded.cs");

    // A monitor would let an invalid change throw where it is made, and a change take effect in mid-cycle.
    [Fact]
    public void The_options_are_taken_once_and_again_by_the_current_settings_alone()
    {
        FilesNaming("IOptionsMonitor").Concat(FilesNaming("IOptionsSnapshot")).Should().BeEmpty();
        FilesNaming("IOptionsFactory").Select(Path.GetFileName).Should().Equal("CurrentSettings.cs");
    }

    [Fact]
    public void Only_sources_name_the_http_client() =>
        new[] { "HttpClient", "IHttpClientFactory", "HttpRequestMessage", "HttpResponseMessage", "HttpContent", "SocketsHttpHandler" }
            .SelectMany(FilesNaming).Should().NotBeEmpty().And.OnlyContain(file => Room(file) == "Sources");

    [Fact]
    public void Only_folders_called_redis_and_the_wiring_name_the_redis_client() =>
        FilesNaming("StackExchange").Should().OnlyContain(file =>
            Path.GetDirectoryName(file)!.EndsWith("Redis", StringComparison.Ordinal) || Room(file) == "DependencyInjection");

    [Theory]
    [InlineData("Routing")]
    [InlineData("Scheduling")]
    public void Routing_and_scheduling_do_no_io_and_wait_for_nothing(string room)
    {
        string[] forbidden = ["Task", "ValueTask", "CancellationToken", "TimeProvider", "HttpClient", "Stream", "File"];

        var breaches = Library.Where(file => Room(file) == room)
            .SelectMany(file => RoomMap.Words(RoomMap.Code(File.ReadAllText(file))).Intersect(forbidden).Select(word => $"{Path.GetFileName(file)}: {word}"));

        breaches.Should().BeEmpty();
    }

    [Fact]
    public void No_source_file_is_longer_than_three_hundred_lines() =>
        RepositoryRoot.SourceFiles().Where(file => File.ReadLines(file).Count() > 300).Should().BeEmpty();

    [Fact]
    public void The_cycle_fits_on_one_screen()
    {
        var lines = File.ReadAllLines(RepositoryRoot.File("src", "CoprJobGrab", "CycleSteps.cs"));
        var start = Array.FindIndex(lines, line => line.Contains("RunAsync(CancellationToken", StringComparison.Ordinal));
        var end = Array.FindIndex(lines, start, line => line == "    }");

        (end - start).Should().BeInRange(10, 40);
    }

    [Fact]
    public void Every_public_class_is_sealed_static_or_abstract() =>
        typeof(JobGrabber).Assembly.GetExportedTypes().Where(type => type.IsClass && !type.IsSealed && !type.IsAbstract).Should().BeEmpty();

    [Fact]
    public void Every_exception_derives_from_the_librarys_own_root() =>
        typeof(JobGrabber).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(Exception))).Should()
            .OnlyContain(type => type.IsAssignableTo(typeof(CoprJobGrabException)));

    [Fact]
    public void A_seam_has_at_most_two_members_and_the_queue_has_eight()
    {
        Type[] seams =
        [
            typeof(ITaskSource), typeof(IFrontendReporter), typeof(ICancelRequests), typeof(IBuildRouter), typeof(IActionHandler), typeof(IEventSink),
        ];

        seams.Should().OnlyContain(seam => seam.GetMembers().Length <= 2);
        typeof(IBuildQueue).GetProperties().Length.Should().Be(2);
        typeof(IBuildQueue).GetMethods().Count(method => !method.IsSpecialName).Should().Be(6);
    }

    // A decorator that forgets a member does not compile.
    [Fact]
    public void The_queue_has_no_default_member() => typeof(IBuildQueue).GetMethods().Should().OnlyContain(method => method.IsAbstract);

    [Fact]
    public void Every_test_folder_mirrors_a_room()
    {
        string[] ours = ["Repository", "Docs", "Host", "Testing"];

        typeof(ArchitectureSpecs).Assembly.GetTypes()
            .Where(type => type.GetMethods().Any(method => method.GetCustomAttributes(typeof(FactAttribute), inherit: true).Length > 0))
            .Select(type => type.Namespace!.Split('.').ElementAtOrDefault(2) ?? "").Distinct()
            .Should().NotBeEmpty().And.OnlyContain(folder => folder.Length == 0 || Knows.ContainsKey(folder) || ours.Contains(folder));
    }

    [Fact]
    public void The_repositorys_nuget_configuration_names_no_feed_on_the_network() =>
        File.ReadAllText(RepositoryRoot.File("nuget.config")).Should().NotContain("http");

    private static string Room(string file) => RoomMap.RoomOf(Path.GetRelativePath(RepositoryRoot.File("src", "CoprJobGrab"), file));

    private static IEnumerable<string> FilesNaming(string word) => Library.Where(file => RoomMap.Words(RoomMap.Code(File.ReadAllText(file))).Contains(word));
}
