using System.Text.RegularExpressions;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Repository;

/// <summary>Holds the direction of knowledge that <c>docs/architecture.md</c> draws: which room may name the types of which other room.</summary>
public sealed partial class ArchitectureSpecs
{
    // Each room, and the rooms whose types it may name besides its own and Model, which is known to all.
    private static readonly Dictionary<string, string[]> Knows = new()
    {
        ["Model"] = [],
        ["Routing"] = ["DependencyInjection"],
        ["Scheduling"] = ["Routing"],
        ["Sources"] = ["DependencyInjection"],
        ["Queues"] = ["Routing"],
        ["Events"] = ["Sources", "Queues"],
        ["Actions"] = ["Sources", "Queues", "Events", "Leadership", "DependencyInjection"],
        ["Leadership"] = ["Queues", "Events", "DependencyInjection"],
        ["TaskEnds"] = ["Sources", "Queues", "Events", "Actions"],
        ["Cancels"] = ["Sources", "Queues", "Events", "Actions"],
        // It reads what the scheduler decided, by which rules, what the builder groups take, and where a list has the task.
        ["Explaining"] = ["Routing", "Scheduling", "Queues"],
        ["Checks"] = ["Routing", "Queues", "Events", "DependencyInjection"],
        ["Hosting"] = ["", "Checks", "Sources", "Routing", "Events", "Actions", "Leadership", "DependencyInjection"],
        ["DependencyInjection"] = ["", "Sources", "Routing", "Scheduling", "Queues", "Events", "Actions", "Leadership", "TaskEnds", "Cancels", "Explaining", "Checks", "Hosting"],
        [""] = ["Sources", "Queues", "Scheduling", "Events", "Actions", "Leadership", "TaskEnds", "Cancels", "Explaining", "Checks", "DependencyInjection"],
    };

    // The one type of DependencyInjection that the rooms may name: the options.
    private static readonly string[] OptionTypes = ["CoprJobGrabOptions"];

    private static readonly string[] Library = [.. RepositoryRoot.SourceFiles("src/CoprJobGrab")];

    [Fact]
    public void Each_room_names_only_the_rooms_that_it_may_know()
    {
        var owner = Library
            .SelectMany(file => TypeDeclaration().Matches(Code(file)).Select(match => (Type: match.Groups[1].Value, Room: Room(file))))
            .GroupBy(declared => declared.Type)
            .ToDictionary(declared => declared.Key, declared => declared.First().Room);

        var breaches =
            from file in Library
            let room = Room(file)
            let properties = Property().Matches(Code(file)).Select(match => match.Groups[1].Value)
            from word in Word().Matches(Code(file)).Select(match => match.Value).Distinct().Except(properties)
            where owner.ContainsKey(word) && owner[word] != room && owner[word] != "Model"
            where !Knows[room].Contains(owner[word]) || (owner[word] == "DependencyInjection" && room is not ("Hosting" or "") && !OptionTypes.Contains(word))
            select $"{Path.GetFileName(file)} ({room}) names {word} ({owner[word]})";

        breaches.Should().BeEmpty();
    }

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
            new[] { "Queues/Redis/", "Events/Redis/", "Actions/Redis/", "Leadership/Redis/", "TaskEnds/Redis/", "Checks/Redis/" }.Any(folder => file.Contains(folder, StringComparison.Ordinal)) || Room(file) == "DependencyInjection");

    [Theory]
    [InlineData("Routing")]
    [InlineData("Scheduling")]
    public void Routing_and_scheduling_do_no_io_and_wait_for_nothing(string room)
    {
        string[] forbidden = ["Task", "ValueTask", "CancellationToken", "TimeProvider", "HttpClient", "Stream", "File"];

        var breaches = Library.Where(file => Room(file) == room)
            .SelectMany(file => Word().Matches(Code(file)).Select(match => match.Value).Intersect(forbidden).Select(word => $"{Path.GetFileName(file)}: {word}"));

        breaches.Should().BeEmpty();
    }

    [Fact]
    public void No_source_file_is_longer_than_three_hundred_lines() =>
        RepositoryRoot.SourceFiles().Where(file => File.ReadLines(file).Count() > 300).Should().BeEmpty();

    [Fact]
    public void The_cycle_fits_on_one_screen()
    {
        var lines = File.ReadAllLines(RepositoryRoot.File("src", "CoprJobGrab", "JobGrabber.cs"));
        var start = Array.FindIndex(lines, line => line.Contains("RunOnceAsync(CancellationToken", StringComparison.Ordinal));
        var end = Array.FindIndex(lines, start, line => line == "    }");

        (end - start).Should().BeInRange(10, 40);
    }

    [Fact]
    public void Every_public_class_is_sealed_static_or_abstract() =>
        typeof(JobGrabber).Assembly.GetExportedTypes().Where(type => type.IsClass && !type.IsSealed && !type.IsAbstract).Should().BeEmpty();

    [Fact]
    public void Every_exception_derives_from_the_librarys_own_root() =>
        typeof(JobGrabber).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(Exception))).Should().OnlyContain(type => type.IsAssignableTo(typeof(CoprJobGrabException)));

    [Fact]
    public void A_seam_has_at_most_two_members() =>
        new[] { typeof(ITaskSource), typeof(IFrontendReporter), typeof(ICancelRequests), typeof(IBuildRouter), typeof(IBuildQueue), typeof(IActionHandler), typeof(IEventSink) }
            .Should().OnlyContain(seam => seam.GetMembers().Length <= 2);

    [Fact]
    public void Every_test_name_is_a_sentence_and_every_test_folder_mirrors_a_room()
    {
        var tests = typeof(ArchitectureSpecs).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods().Where(method => method.GetCustomAttributes(typeof(FactAttribute), true).Length > 0))
            .ToList();

        tests.Should().NotBeEmpty();
        tests.Select(test => test.Name).Should().OnlyContain(name => name.Split('_', StringSplitOptions.None).Length >= 4);
        string[] ours = ["Repository", "Docs", "Host", "Protocol", "Testing", "Schedules"];
        tests.Select(test => test.DeclaringType!.Namespace!.Split('.').ElementAtOrDefault(2) ?? "").Distinct()
            .Should().OnlyContain(folder => folder.Length == 0 || Knows.ContainsKey(folder) || ours.Contains(folder));
    }

    [Fact]
    public void The_repositorys_nuget_configuration_names_no_feed_on_the_network() =>
        File.ReadAllText(RepositoryRoot.File("nuget.config")).Should().NotContain("http");

    private static string Room(string file)
    {
        var parts = Path.GetRelativePath(RepositoryRoot.File("src", "CoprJobGrab"), file).Split(Path.DirectorySeparatorChar);
        return parts.Length == 1 ? "" : parts[0];
    }

    private static IEnumerable<string> FilesNaming(string word) => Library.Where(file => Word().Matches(Code(file)).Any(match => match.Value == word));

    // Comments may name anything: they explain.
    private static string Code(string file) => Comment().Replace(File.ReadAllText(file), "");

    [GeneratedRegex(@"//[^\n]*|""(?:[^""\\\n]|\\.)*""")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^ *(?:(?:public|internal|protected|private|static|required|override|virtual|abstract) )+[\w<>\[\]?., ]+ (\w+) *(?:\{ get|=>)", RegexOptions.Multiline)]
    private static partial Regex Property();

    [GeneratedRegex(@"\b[A-Z]\w+\b")]
    private static partial Regex Word();

    [GeneratedRegex(@"^(?:public|internal)[\w ]*\b(?:class|record|struct|interface|enum)\s+(?:struct\s+)?(\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();
}
