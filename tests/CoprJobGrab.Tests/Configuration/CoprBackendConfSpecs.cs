using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace CoprJobGrab.Tests.Configuration;

/// <summary>Copr's own file, of each era, against the same options in code.</summary>
public sealed class CoprBackendConfSpecs
{
    private const string OfTheGrabbersTime = """
        [backend]
        results_baseurl = https://be.example.org/results
        # where the grabber asks
        frontend_url = https://fe.example.org/backend
        frontend_base_url = https://fe.example.org
        frontend_auth = s3cr%%et
        destdir = /var/lib/copr/public_html/results
        sleeptime = 30
        build_groups = 2
        group0_name = PC
        group0_archs = i386,x86_64
        group0_max_workers = 8
        GROUP0_max_vm_per_user : 4
        group0_spawn_playbook = /srv/copr-work/provision/builderpb-PC.yml
        group1_name = PPC64LE
        group1_archs = ppc64le
        logfile = /var/log/copr/backend.log

        [builder]
        timeout = 3600
        """;

    private const string OfToday = """
        [backend]
        results_baseurl = https://be.example.org/results
        frontend_base_url = https://fe.example.org
        frontend_auth = s3cret
        destdir = /var/lib/copr/public_html/results
        sleeptime = 30
        redis_host = 127.0.0.2
        redis_port = 6380
        redis_db = 3
        redis_password = hunter2
        builds_max_workers = 250
        builds_max_workers_arch = x86_64=120, aarch64 = 60, ppc64le=40,
            s390x=12
        builds_max_workers_tag = Power9=5
        builds_max_workers_arch_per_owner = ppc64le=15, s390x=10
        builds_max_workers_owner = 45
        builds_max_workers_sandbox = 20
        builds_max_userssh = 3
        actions_max_workers = 20
        blocked_owners =
            jdoe,
            # a comment among them
            @cvrt
        resalloc_connection = http://localhost:49100
        log_dir = /var/log/copr-backend/
        log_level = info

        [builder]
        timeout = 18000

        [ssh]
        builder_config = /home/copr/.ssh/builder_config
        """;

    [Fact]
    public void A_file_of_the_grabbers_time_gives_what_the_same_options_in_code_give()
    {
        Read(OfTheGrabbersTime).Should().BeEquivalentTo(InCode(options =>
        {
            options.Frontend.Url = new Uri("https://fe.example.org/backend");
            options.Frontend.Password = "s3cr%et";
            options.Loop.Interval = TimeSpan.FromSeconds(30);
            options.AddGroup("0", "i386", "x86_64").AddGroup("1", "ppc64le");
            options.Scheduling.Limits.PerOwnerOfGroup["0"] = 4;
        }));
    }

    [Fact]
    public void A_file_of_today_gives_what_the_same_options_in_code_give()
    {
        Read(OfToday).Should().BeEquivalentTo(InCode(options =>
        {
            options.Frontend.Url = new Uri("https://fe.example.org");
            options.Frontend.Password = "s3cret";
            options.Loop.Interval = TimeSpan.FromSeconds(30);
            options.AddGroup("0", "*", "source");
            (options.Redis.Configuration, options.Redis.Database, options.Redis.Password) = ("127.0.0.2:6380", 3, "hunter2");
            options.Actions.MaxParallel = 20;
            var limits = options.Scheduling.Limits;
            (limits.Total, limits.PerOwner, limits.PerSandbox, limits.UserSshPerOwner) = (250, 45, 20, 3);
            (limits.Architectures["x86_64"], limits.Architectures["aarch64"], limits.Architectures["ppc64le"], limits.Architectures["s390x"]) =
                (120, 60, 40, 12);
            limits.Tags["Power9"] = 5;
            (limits.PerOwnerOfArchitecture["ppc64le"], limits.PerOwnerOfArchitecture["s390x"]) = (15, 10);
            options.Scheduling.BlockedOwners.Add("jdoe");
            options.Scheduling.BlockedOwners.Add("@cvrt");
        }));
    }

    [Fact]
    public void Where_a_file_of_today_sets_no_limit_coprs_own_apply_and_a_note_lists_them()
    {
        var options = Read("[backend]\nfrontend_base_url = https://fe\nfrontend_auth = x\nsleeptime = 9\nbuilds_max_workers_owner = 7\n");

        var limits = options.Scheduling.Limits;
        (limits.Total, limits.PerOwner, limits.PerSandbox, limits.UserSshPerOwner).Should().Be((60, 7, 10, 2));
        options.Groups.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Id = "0", Architectures = new[] { "*", "source" } });
        options.ConfigurationNotes.Should().ContainSingle().Which.Should()
            .EndWith("Copr's defaults apply: builds_max_workers = 60, builds_max_workers_sandbox = 10, builds_max_userssh = 2.");
    }

    [Fact]
    public void A_file_of_the_grabbers_time_has_no_limits_but_its_own()
    {
        var limits = Read(OfTheGrabbersTime).Scheduling.Limits;

        (limits.Total, limits.PerOwner, limits.PerSandbox, limits.UserSshPerOwner).Should().Be((null, null, null, null));
    }

    [Theory]
    [InlineData("group0_archs = i386, x86_64", "line 5: group0_archs has white space around x86_64; the original did not trim it")]
    [InlineData("group0_archs = x86_64,", "line 5: group0_archs has an empty member, which is left out")]
    [InlineData(
        "group0_archs = x86_64\nbuild_groups = 2\ngroup1_archs = x86_64,s390x",
        "Architecture x86_64 is in builder groups 0 and 1; it goes to 1 alone, as the original had it, where the last one counted.")]
    [InlineData("group0_archs = x86_64\nbuild_groups = 2\ngroup1_archs = x86_64,s390x", "Builder group 0 has no architecture that is not another group's")]
    [InlineData("group0_archs = aarch64\nbuild_groups = 2", "group1_archs is missing; Copr's default applies: i386,x86_64.")]
    [InlineData("group0_archs = x86_64\ngroup1_archs = s390x", "line 6: group1_archs is not read, because build_groups is 1")]
    [InlineData(
        "group0_archs = x86_64\ngroup0_max_vm_per_user = 4",
        "line 6: group0_max_vm_per_user is 4 builds of an owner in group 0; the original let one more through")]
    [InlineData("builds_max_workers_arch = i386=3", "line 5: builds_max_workers_arch limits i386, which never counted")]
    [InlineData("builds_max_userssh = 0", "line 5: builds_max_userssh is 0, which stopped every build in the original")]
    [InlineData("blocked_owners = jdoe\n  @cvrt", "line 5: blocked_owners has lines without a comma between them")]
    [InlineData("builds_max_worker = 9", "line 5: builds_max_worker is an option that no Copr has ever read, and has no effect; is it mistyped?")]
    [InlineData("hunter2 = ", "line 5: this (not shown, it may hold a password) is an option that no Copr has ever read")]
    [InlineData(
        "resalloc_connection = http://localhost:49100\nlog_dir = /x",
        "has options that are not the grabber's, and have no effect here: log_dir, resalloc_connection.")]
    [InlineData("frontend_url = https://other/backend", "line 5: frontend_url is another address than frontend_base_url, and is not used.")]
    [InlineData("redis_host = redis # ours", "line 5: redis_host holds ' #' or ' ;'", false)]
    public void What_the_library_cannot_express_or_the_original_read_wrongly_is_noted(string lines, string note, bool isUsable = true)
    {
        var text = $"[backend]\nfrontend_base_url = https://fe\nfrontend_auth = hunter2\nsleeptime = 9\n{lines}\n";

        var options = isUsable ? Read(text) : Unchecked(text);

        options.ConfigurationNotes.Should().Contain(told => told.Contains(note, StringComparison.Ordinal))
            .And.NotContain(told => told.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_option_that_todays_Copr_reads_is_known_and_none_of_them_is_called_mistyped()
    {
        string[] others =
        [
            "aws_cloudfront_distribution", "gently_gpg_sha256", "prune_workers", "pulp_content_url", "rpmeta_enabled", "rpmeta_hw_pools_config",
            "rpmeta_timeout", "rpmeta_url",
            "sign_domain", "stats_templates_dir", "statsdir",
        ];

        var notes = Read($"[backend]\nfrontend_base_url = https://fe\n{string.Concat(others.Select(key => $"{key} = 1\n"))}").ConfigurationNotes;

        notes.Should().Contain(note => note.EndsWith($"have no effect here: {string.Join(", ", others)}.", StringComparison.Ordinal))
            .And.NotContain(note => note.Contains("mistyped", StringComparison.Ordinal));
    }

    [Fact]
    public void A_value_may_refer_to_another_one_and_to_defaults()
    {
        var options = Read("[DEFAULT]\nhost = fe.example.org\n[backend]\nfrontend_base_url = https://%(host)s/%(path)s\npath = copr%%\n");

        options.Frontend.Url.Should().Be(new Uri("https://fe.example.org/copr%"));
    }

    [Fact]
    public void What_is_added_after_the_file_goes_before_it()
    {
        using var folder = new ConfFolder(OfToday);
        var configuration = new ConfigurationBuilder().AddCoprBackendConf(folder.File).AddInMemoryCollection([new("CoprJobGrab:Scheduling:Limits:Total", "5")])
            .Build();

        Options(configuration).Scheduling.Limits.Total.Should().Be(5);
    }

    private static CoprJobGrabOptions Read(string text)
    {
        using var folder = new ConfFolder(text);
        return Options(new ConfigurationBuilder().AddCoprBackendConf(folder.File, "Grabber").Build(), "Grabber");
    }

    private static CoprJobGrabOptions Unchecked(string text)
    {
        using var folder = new ConfFolder(text);
        var options = new CoprJobGrabOptions();
        ConfigurationReader.Read(new ConfigurationBuilder().AddCoprBackendConf(folder.File, "Grabber").Build().GetSection("Grabber"), options);
        return options;
    }

    private static CoprJobGrabOptions Options(IConfiguration configuration, string section = "CoprJobGrab")
    {
        var services = new ServiceCollection().AddLogging();
        services.AddCoprJobGrab(configuration.GetSection(section)).UseRedis();
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<CoprJobGrabOptions>>().Value;
    }

    private static CoprJobGrabOptions InCode(Action<CoprJobGrabOptions> configure)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddCoprJobGrab(configure).UseRedis();
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<CoprJobGrabOptions>>().Value;
    }
}
