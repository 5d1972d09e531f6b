using System.Reflection;
using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace CoprJobGrab.Tests.Configuration;

/// <summary>The options as a section of configuration sets them, and what is refused.</summary>
public sealed class ConfigurationSpecs
{
    // Every option with a value that is not its default.
    internal static readonly Dictionary<string, (string Text, object Value)> Every = new()
    {
        ["Frontend:Url"] = ("https://fe.example.org", new Uri("https://fe.example.org")),
        ["Frontend:Password"] = ("s3cret", "s3cret"),
        ["Frontend:Protocol"] = ("Waiting", FrontendProtocol.Waiting),
        ["Frontend:Timeout"] = ("00:00:07", TimeSpan.FromSeconds(7)),
        ["Frontend:MaxResponseBytes"] = ("1000000", 1_000_000),
        ["Frontend:MinimumApiVersion"] = ("4", 4),
        ["Groups:0:Id"] = ("pc", "pc"),
        ["Groups:0:Architectures:0"] = ("x86_64", "x86_64"),
        ["Groups:0:Depth"] = ("12", 12),
        ["Loop:Interval"] = ("00:00:03", TimeSpan.FromSeconds(3)),
        ["Loop:Jitter"] = ("0.5", 0.5),
        ["Loop:LongestPause"] = ("00:01:00", TimeSpan.FromMinutes(1)),
        ["Loop:TopUpInterval"] = ("00:00:02", TimeSpan.FromSeconds(2)),
        ["Loop:CancelInterval"] = ("00:00:09", TimeSpan.FromSeconds(9)),
        ["Loop:MaxCycles"] = ("9", 9L),
        ["Loop:StopPatience"] = ("00:00:47", TimeSpan.FromSeconds(47)),
        ["Leadership:Lease"] = ("00:00:17", TimeSpan.FromSeconds(17)),
        ["Claims:VisibilityTimeout"] = ("1.00:00:00", TimeSpan.FromDays(1)),
        ["Claims:UnlistedTimeout"] = ("2.00:00:00", TimeSpan.FromDays(2)),
        ["Claims:AbsenceMemory"] = ("00:05:00", TimeSpan.FromMinutes(5)),
        ["Claims:Attempts"] = ("5", 5),
        ["Claims:ReleaseRule"] = ("WhenReported", ReleaseRule.WhenReported),
        ["Claims:RemovedGroups"] = ("Move", RemovedGroups.Move),
        ["Scheduling:Limits:Total"] = ("60", 60),
        ["Scheduling:Limits:Architectures:x86_64"] = ("30", 30),
        ["Scheduling:Limits:Tags:Power9"] = ("0", 0),
        ["Scheduling:Limits:PerSandbox"] = ("10", 10),
        ["Scheduling:Limits:PerOwner"] = ("20", 20),
        ["Scheduling:Limits:PerProject"] = ("15", 15),
        ["Scheduling:Limits:PerOwnerOfArchitecture:s390x"] = ("4", 4),
        ["Scheduling:Limits:PerOwnerOfTag:Power9"] = ("1", 1),
        ["Scheduling:Limits:PerOwnerOfGroup:pc"] = ("8", 8),
        ["Scheduling:Limits:UserSshPerOwner"] = ("2", 2),
        ["Scheduling:BlockedOwners:0"] = ("@cvrt", "@cvrt"),
        ["Scheduling:Shares:*"] = ("0.5", 0.5),
        ["Actions:MaxParallel"] = ("3", 3),
        ["Actions:TimeLimit"] = ("02:00:00", TimeSpan.FromHours(2)),
        ["Actions:MaxAttempts"] = ("7", 7),
        ["Actions:FirstPause"] = ("00:00:01", TimeSpan.FromSeconds(1)),
        ["Actions:LongestPause"] = ("00:02:00", TimeSpan.FromMinutes(2)),
        ["Actions:Types:CreateRepo:MaxParallel"] = ("2", 2),
        ["Actions:Types:CreateRepo:TimeLimit"] = ("03:00:00", TimeSpan.FromHours(3)),
        ["Reports:FirstPause"] = ("00:00:02", TimeSpan.FromSeconds(2)),
        ["Reports:LongestPause"] = ("00:03:00", TimeSpan.FromMinutes(3)),
        ["Checks"] = ("Fail", SetupChecks.Fail),
        ["Redis:Configuration"] = ("127.0.0.1:6380", "127.0.0.1:6380"),
        ["Redis:Password"] = ("hunter2", "hunter2"),
        ["Redis:Database"] = ("3", 3),
        ["Redis:TraceEnvelopes"] = ("false", false),
    };

    [Fact]
    public void A_section_of_configuration_sets_every_option()
    {
        OptionRows.All.Rows.SelectMany(row => row.Lines(new CoprJobGrabOptions(), row.Path))
            .Select(line => line.Path.Replace("<n>", "0", StringComparison.Ordinal).Replace("<type>", "CreateRepo", StringComparison.Ordinal))
            .Where(path => !Every.Keys.Any(key => $"{key}:".StartsWith($"{path}:", StringComparison.Ordinal)))
            .Should().BeEmpty("each option has a value in Every that is not its default");
        using var provider = Configured(Every.ToDictionary(pair => pair.Key, pair => (string?)pair.Value.Text));

        var set = Leaves("", provider.GetRequiredService<IOptions<CoprJobGrabOptions>>().Value).ToDictionary();

        set.Should().BeEquivalentTo(Every.ToDictionary(pair => pair.Key, pair => pair.Value.Value));
        Leaves("", new CoprJobGrabOptions()).Should()
            .NotContain(byDefault => Equals(Every[byDefault.Key].Value, byDefault.Value), "a default would be there anyway");
    }

    [Theory]
    [InlineData("Frontend:Url", null)]
    [InlineData("Frontend:Url", "ftp://fe")]
    [InlineData("Frontend:Url", "fe/copr")]
    [InlineData("Frontend:Url", "jdoe:hunter2@fe")]
    [InlineData("Frontend:Url", "htps://jdoe:hunter2@fe")]
    [InlineData("Frontend:Url", "http://jdoe:hunter2@fe")]
    [InlineData("Frontend:Url", "http://fe/?key=hunter2")]
    [InlineData("Frontend:Url", "http://fe/#hunter2")]
    [InlineData("Frontend:Protocol", "9")]
    [InlineData("Frontend:Timeout", "00:00:00")]
    [InlineData("Frontend:Timeout", "1.00:00:01")]
    [InlineData("Frontend:MaxResponseBytes", "0")]
    [InlineData("Frontend:MaxResponseBytes", "2000000001")]
    [InlineData("Frontend:MinimumApiVersion", "-1")]
    [InlineData("Groups:0:Id", "a b", "'a b' is not usable")]
    [InlineData("Groups:0:Id", "other", "'other' is configured 2 times")]
    [InlineData("Groups:0:Architectures:0", "", "'pc' has no architecture")]
    [InlineData("Groups:0:Architectures:0", "s390x", "'s390x' is in more than one builder group (pc, other)")]
    [InlineData("Loop:Interval", "00:00:00")]
    [InlineData("Loop:Interval", "40.00:00:01")]
    [InlineData("Loop:Jitter", "-0.1")]
    [InlineData("Loop:Jitter", "1.1")]
    [InlineData("Loop:Jitter", "NaN")]
    [InlineData("Loop:LongestPause", "00:00:00")]
    [InlineData("Loop:LongestPause", "40.00:00:01")]
    [InlineData("Loop:MaxCycles", "0")]
    [InlineData("Loop:TopUpInterval", "00:00:00")]
    [InlineData("Loop:TopUpInterval", "40.00:00:01")]
    [InlineData("Loop:CancelInterval", "00:00:00")]
    [InlineData("Loop:CancelInterval", "40.00:00:01")]
    [InlineData("Groups:1:Depth", "0")]
    [InlineData("Scheduling:Limits:Total", "-1")]
    [InlineData("Scheduling:Limits:Architectures:s390x", "-1")]
    [InlineData("Scheduling:Limits:Architectures:i386", "3")]
    [InlineData("Scheduling:Limits:Tags:Power9", "-1")]
    [InlineData("Scheduling:Limits:PerSandbox", "-1")]
    [InlineData("Scheduling:Limits:PerOwner", "-1")]
    [InlineData("Scheduling:Limits:PerProject", "-1")]
    [InlineData("Scheduling:Limits:PerOwnerOfArchitecture:s390x", "-1")]
    [InlineData("Scheduling:Limits:PerOwnerOfArchitecture:i686", "3")]
    [InlineData("Scheduling:Limits:PerOwnerOfTag:Power9", "-1")]
    [InlineData("Scheduling:Limits:PerOwnerOfGroup:pc", "-1")]
    [InlineData("Scheduling:Limits:PerOwnerOfGroup:mac", "3", "is for a builder group that is not configured; give one of pc, other.")]
    [InlineData("Scheduling:Limits:UserSshPerOwner", "-1")]
    [InlineData("Scheduling:BlockedOwners:1", " ")]
    [InlineData("Scheduling:Shares:jdoe", "0")]
    [InlineData("Scheduling:Shares:jdoe", "1000.5")]
    [InlineData("Scheduling:Shares:jdoe", "NaN")]
    [InlineData("Leadership:Lease", "00:00:00")]
    [InlineData("Leadership:Lease", "1.00:00:01")]
    [InlineData("Claims:VisibilityTimeout", "00:00:00")]
    [InlineData("Claims:UnlistedTimeout", "40.00:00:01")]
    [InlineData("Claims:AbsenceMemory", "1.00:00:01")]
    [InlineData("Claims:AbsenceMemory", "-00:00:01")]
    [InlineData("Checks", "9")]
    [InlineData("Claims:Attempts", "0")]
    [InlineData("Loop:StopPatience", "-00:00:01")]
    [InlineData("Loop:StopPatience", "40.00:00:01")]
    [InlineData("Actions:MaxParallel", "0")]
    [InlineData("Actions:MaxParallel", "1001")]
    [InlineData("Actions:MaxAttempts", "0")]
    [InlineData("Actions:MaxAttempts", "101")]
    [InlineData("Actions:TimeLimit", "00:00:00")]
    [InlineData("Actions:TimeLimit", "40.00:00:01")]
    [InlineData("Actions:FirstPause", "00:00:00")]
    [InlineData("Actions:LongestPause", "00:00:00.5")]
    [InlineData("Actions:LongestPause", "40.00:00:01")]
    [InlineData("Actions:Types:CreateRepo:MaxParallel", "0")]
    [InlineData("Actions:Types:CreateRepo:MaxParallel", "1001")]
    [InlineData("Actions:Types:CreateRepo:TimeLimit", "00:00:00")]
    [InlineData("Actions:Types:CreateRepo:TimeLimit", "40.00:00:01")]
    [InlineData("Actions:Types:Repo:MaxParallel", "1", "Actions:Types:Repo is for no type of action")]
    [InlineData("Actions:Types:Delete,Fork:MaxParallel", "1", "Actions:Types:Delete,Fork is for no type of action")]
    [InlineData("Reports:FirstPause", "00:00:00")]
    [InlineData("Reports:LongestPause", "00:00:00.5")]
    [InlineData("Redis:Configuration", "password=hunter2")]
    [InlineData("Redis:Configuration", "127.0.0.1,password=hunter2,surprise=1")]
    [InlineData("Redis:Configuration", "redis://jdoe:hunter2@127.0.0.1:6379")]
    [InlineData("Redis:Database", "-1")]
    public void An_invalid_value_is_refused_with_its_name_and_the_cure_and_no_secret(string key, string? value, string? told = null)
    {
        var values = Every.ToDictionary(pair => pair.Key, pair => (string?)pair.Value.Text);
        values["Groups:1:Id"] = "other";
        values["Groups:1:Architectures:0"] = "s390x";
        // Group 0 may have another id.
        values.Remove("Scheduling:Limits:PerOwnerOfGroup:pc");
        values[key] = value;
        using var provider = Configured(values);

        var read = () => provider.GetRequiredService<IOptions<CoprJobGrabOptions>>().Value;

        read.Should().Throw<OptionsValidationException>().Which.Failures.Should().ContainSingle()
            .Which.Should().Contain(told ?? key).And.Contain(";", "it says what to do").And.NotContain("hunter2");
    }

    [Fact]
    public void Without_a_group_nothing_starts()
    {
        using var provider = Configured(new() { ["Frontend:Url"] = "https://fe" });

        var read = () => provider.GetRequiredService<IOptions<CoprJobGrabOptions>>().Value;

        read.Should().Throw<OptionsValidationException>().WithMessage("No builder group is configured*");
    }

    [Fact]
    public void Unknown_keys_and_values_that_are_none_of_their_type_are_all_named_with_their_paths_beside_everything_else()
    {
        using var provider = Configured(new()
        {
            ["Frontend:Pasword"] = "hunter2",
            ["Frontend:Protocol"] = "Foo",
            ["Loop:Interval"] = "soon",
            ["Loop:StopPatience"] = "10",
            ["Loop:Jitter:0"] = "0.5",
            ["Actions:MaxParallel"] = "many",
            ["Redis"] = "127.0.0.1",
            ["Redis:Database"] = "one",
            ["Groups:0:Id"] = "pc",
            ["Groups:0:Architecture"] = "x86_64",
            ["Groups:1:Id"] = "other",
            ["Groups:1:Architectures"] = "s390x",
            ["Grups:0:Id"] = "pc",
        });

        var read = () => provider.GetRequiredService<IOptions<CoprJobGrabOptions>>().Value;

        read.Should().Throw<OptionsValidationException>().Which.Failures.Should().Equal(
            "Grabber:Frontend:Protocol is 'Foo'; give one of Auto, Waiting, Pending.",
            "Grabber:Frontend:Pasword is unknown; Frontend has Url, Password, Protocol, Timeout, MaxResponseBytes, MinimumApiVersion.",
            "Grabber:Groups:0:Architecture is unknown; 0 has Id, Architectures, Depth.",
            "Grabber:Groups:1:Architectures is a single value; give its members.",
            "Grabber:Loop:Interval is 'soon'; give a duration as hh:mm:ss, for instance 00:00:10.",
            "Grabber:Loop:Jitter has members; give a number, for instance 0.1.",
            "Grabber:Loop:StopPatience is '10'; give a duration as hh:mm:ss, for instance 00:00:10.",
            "Grabber:Actions:MaxParallel is 'many'; give a whole number.",
            "Grabber:Redis is a single value; give its members.",
            "Grabber:Redis:Database is 'one'; give a whole number, or nothing.",
            "Grabber:Grups is unknown; Grabber has Frontend, Groups, Loop, Claims, Scheduling, Actions, Reports, Leadership, Redis, Checks.",
            "Builder group 'pc' has no architecture, or an empty one; "
                + "name what it builds, 'source' or '*'. Only for a router of the host's (UseRouter) it may have none.",
            "Builder group 'other' has no architecture, or an empty one; "
                + "name what it builds, 'source' or '*'. Only for a router of the host's (UseRouter) it may have none.",
            "Frontend:Url is missing; set it to the frontend's address, for instance https://copr.example.org.");
    }

    [Fact]
    public void Keys_are_known_in_any_case_and_nothing_is_no_value()
    {
        using var provider = Configured(new()
        {
            ["frontend:url"] = "https://fe.example.org", ["GROUPS:0:id"] = "pc", ["Groups:0:Architectures:0"] = "x86_64", ["Loop:MaxCycles"] = "",
            ["Redis:Database"] = null, ["Frontend:protocol"] = "waiting",
            ["Loop:LongestPause"] = "", ["Claims:ReleaseRule"] = "",
        });

        var options = provider.GetRequiredService<IOptions<CoprJobGrabOptions>>().Value;

        (options.Frontend.Url, options.Frontend.Protocol).Should().Be((new Uri("https://fe.example.org"), FrontendProtocol.Waiting));
        (options.Loop.MaxCycles, options.Redis.Database, options.Loop.LongestPause, options.Claims.ReleaseRule).Should().Be((null, null, null, null));
    }

    [Fact]
    public void An_empty_section_is_refused_with_its_name()
    {
        var add = () => new ServiceCollection().AddCoprJobGrab(new ConfigurationBuilder().Build().GetSection("Grabber"));

        add.Should().Throw<ArgumentException>().WithMessage("*'Grabber'*");
    }

    private static ServiceProvider Configured(Dictionary<string, string?> values)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(pair => $"Grabber:{pair.Key}", pair => pair.Value)).Build();
        var services = new ServiceCollection().AddLogging();
        services.AddCoprJobGrab(configuration.GetSection("Grabber")).UseRedis();
        return services.BuildServiceProvider();
    }

    private static IEnumerable<KeyValuePair<string, object?>> Named<T>(string path, IDictionary<string, T> numbers) =>
        numbers.Select(number => KeyValuePair.Create<string, object?>($"{path}:{number.Key}", number.Value));

    private static IEnumerable<KeyValuePair<string, object?>> Leaves(string path, object options) =>
        from property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
        let value = property.GetValue(options)
        from leaf in value switch
        {
            IList<BuilderGroupOptions> groups =>
                (groups.Count > 0 ? groups : [new BuilderGroupOptions()]).SelectMany((one, index) => Leaves($"{path}{property.Name}:{index}:", one)),
            IDictionary<ActionType, ActionTypeOptions> types => types.DefaultIfEmpty(new(ActionType.CreateRepo, new ActionTypeOptions()))
                .SelectMany(one => Leaves($"{path}{property.Name}:{one.Key}:", one.Value)),
            IDictionary<string, int> numbers => Named(path + property.Name, numbers),
            IDictionary<string, double> numbers => Named(path + property.Name, numbers),
            IList<string> texts =>
                (texts.Count > 0 ? texts : [""]).Select((text, index) => KeyValuePair.Create<string, object?>($"{path}{property.Name}:{index}", text)),
            null or string or Uri or ValueType => [KeyValuePair.Create<string, object?>(path + property.Name, value)],
            _ => Leaves($"{path}{property.Name}:", value),
        }
        select leaf;
}
