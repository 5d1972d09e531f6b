using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace CoprJobGrab.Tests.Configuration;

/// <summary>
/// What is wrong with a <c>copr-be.conf</c> is told by file, line, key and cure, and by the value where it is a number:
/// another may be a password in the wrong place.
/// </summary>
public sealed class CoprBackendConfFaultSpecs
{
    [Theory]
    [InlineData("frontend_auth = hunter2%", "line 3: frontend_auth has a single %, which Copr refuses too; write %% for it.")]
    [InlineData("redis_password = %(hunter2", "line 3: redis_password has a single %, which Copr refuses too; write %% for it.")]
    [InlineData("redis_host = %(server)s", "line 3: redis_host refers by %(…)s to an option that the section does not have; write %% for a percent sign.")]
    [InlineData(
        "redis_password = a%(hunter2)s", "line 3: redis_password refers by %(…)s to an option that the section does not have; write %% for a percent sign.")]
    [InlineData("redis_host = %(redis_host)s", "line 3: redis_host refers to other options more than ten deep; write the value itself.")]
    [InlineData("redis_host = %(b)s%(b)s%(b)s%(b)s%(b)s%(b)s%(b)s%(b)s\nb = %(c)s%(c)s%(c)s%(c)s%(c)s%(c)s%(c)s%(c)s\nc = "
        + "%(d)s%(d)s%(d)s%(d)s%(d)s%(d)s%(d)s%(d)s\nd = %(e)s%(e)s%(e)s%(e)s%(e)s%(e)s%(e)s%(e)s\ne =",
        "line 3: redis_host refers to other options more than a thousand times; write the value itself.")]
    [InlineData("redis_host = a,password=b", "line 3: redis_host cannot be used; give the name or the address of one host.")]
    [InlineData("redis_port = many", "line 3: redis_port cannot be used; give a whole number, from 1 to 65535.")]
    [InlineData("redis_db = x", "line 3: redis_db cannot be used; give a whole number, 0 or more.")]
    [InlineData("sleeptime = soon", "line 3: sleeptime cannot be used; give a whole number, from 1 to 3456000.")]
    [InlineData("sleeptime = 0", "line 3: sleeptime is '0'; give a whole number, from 1 to 3456000.")]
    [InlineData("actions_max_workers = asdfa", "line 3: actions_max_workers cannot be used; give a whole number, from 1 to 1000.")]
    [InlineData("builds_max_workers = asdfa", "line 3: builds_max_workers cannot be used; give a whole number, 0 or more.")]
    [InlineData("builds_max_workers_owner = -1", "line 3: builds_max_workers_owner is '-1'; give a whole number, 0 or more.")]
    [InlineData("builds_max_workers_arch = abc", "line 3: builds_max_workers_arch cannot be used; give NAME=COUNT,NAME=COUNT")]
    [InlineData("builds_max_workers_arch = abc=asdf", "builds_max_workers_arch cannot be used; give NAME=COUNT")]
    [InlineData("builds_max_workers_arch = abc=10=", "builds_max_workers_arch cannot be used; give NAME=COUNT")]
    [InlineData("builds_max_workers_arch = abc=1,", "builds_max_workers_arch cannot be used; give NAME=COUNT")]
    [InlineData("builds_max_workers_arch = abc=0", "builds_max_workers_arch cannot be used; give NAME=COUNT")]
    [InlineData("builds_max_workers_tag = abc=1,", "builds_max_workers_tag cannot be used; give NAME=COUNT")]
    [InlineData("builds_max_workers_tag = =1", "builds_max_workers_tag cannot be used; give NAME=COUNT")]
    [InlineData(
        "builds_max_workers_tag = a=1,A=2",
        "builds_max_workers_tag cannot be used; a name is there twice, upper and lower case being the same here; leave one of them.")]
    [InlineData(
        "builds_max_workers_tag = a:b=1",
        "builds_max_workers_tag cannot be used; the library cannot take the ':' in the name of a limit; set this limit in code.")]
    [InlineData("build_groups = 0\ngroup0_archs = x86_64", "line 3: build_groups is '0'; give a whole number, from 1 to 1000.")]
    [InlineData("sleeptime = 1\nSleepTime = 2", "line 4: sleeptime is there a second time, first in line 3; leave one of them.")]
    [InlineData("[backend]", "line 3: section [backend] is there a second time; put all of its options under one heading.")]
    [InlineData("sleeptime = hunter2", "line 3: sleeptime cannot be used; give a whole number, from 1 to 3456000.")]
    [InlineData("redis_host = hunter2,", "line 3: redis_host cannot be used; give the name or the address of one host.")]
    [InlineData("builds_max_workers_tag = hunter2", "line 3: builds_max_workers_tag cannot be used; give NAME=COUNT")]
    [InlineData("builds_max_workers_tag = a=hunter2", "line 3: builds_max_workers_tag cannot be used; give NAME=COUNT")]
    [InlineData("hunter2=1\nhunter2=2", "line 4: this (not shown, it may hold a password) is there a second time, first in line 3; leave one of them.")]
    [InlineData("[hunter2]\n[hunter2]", "line 4: this section is there a second time; put all of its options under one heading.")]
    [InlineData(
        "hunter2",
        "line 3: this is no section, option, comment or continuation of the line above; write KEY = VALUE, and indent what goes on from the line above.")]
    public void A_fault_names_file_line_key_and_cure(string lines, string told)
    {
        using var folder = new ConfFolder($"[backend]\nfrontend_base_url = https://fe\n{lines}\n");

        Faults(folder.File).Should().ContainSingle(fault => fault.StartsWith(folder.File, StringComparison.Ordinal)).Which.Should().Contain(told)
            .And.NotContain("hunter2");
    }

    [Fact]
    public void An_address_that_is_none_is_not_shown_because_it_may_be_the_password()
    {
        using var folder = new ConfFolder("[backend]\nfrontend_base_url = hunter2\n");

        Faults(folder.File).Should().ContainSingle().Which.Should().StartWith("Frontend:Url is ").And.NotContain("hunter2");
    }

    [Fact]
    public void All_faults_are_told_at_once_and_nothing_else()
    {
        using var folder = new ConfFolder("key = 1\n[backend]\nfrontend_base_url = https://fe\nsleeptime = x\nbuilds_max_workers = y\n");

        Faults(folder.File).Should().Equal(
            $"{folder.File} line 1: an option stands before the first section; put [backend] above it.",
            $"{folder.File} line 4: sleeptime cannot be used; give a whole number, from 1 to 3456000.",
            $"{folder.File} line 5: builds_max_workers cannot be used; give a whole number, 0 or more.");
    }

    [Fact]
    public void A_file_that_is_no_text_is_refused()
    {
        using var folder = new ConfFolder("");
        File.WriteAllBytes(folder.File, [.. "[backend]\nblocked_owners = "u8, 0xff]);

        Faults(folder.File).Should().ContainSingle().Which.Should().StartWith($"{folder.File} cannot be read: Byte 28 is no UTF-8.");
    }

    [Fact]
    public void A_file_without_an_end_is_refused_after_its_first_megabyte() =>
        Faults("/dev/zero").Should().ContainSingle().Which.Should().StartWith("/dev/zero cannot be read: It has more than 1048576 bytes.");

    [Fact]
    public void Of_very_many_faulty_lines_the_first_twenty_are_told()
    {
        using var folder = new ConfFolder($"[backend]\nfrontend_base_url = https://fe\n{string.Concat(Enumerable.Repeat("nonsense\n", 10_000))}");

        Faults(folder.File).Should().HaveCount(21).And.Subject.Last().Should().StartWith($"{folder.File} line 23: this line and maybe others cannot be used");
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Lines_may_end_as_on_other_systems(string end)
    {
        using var folder = new ConfFolder($"[backend]{end}frontend_base_url = https://fe{end}sleeptime = x{end}");

        Faults(folder.File).Should().Equal($"{folder.File} line 3: sleeptime cannot be used; give a whole number, from 1 to 3456000.");
    }

    [Fact]
    public void A_file_without_the_backends_section_is_refused()
    {
        using var folder = new ConfFolder("[Backend]\nsleeptime = 3\n");

        Faults(folder.File).Should().Contain($"{folder.File} has no section [backend], which holds everything that is read; give Copr's copr-be.conf.");
    }

    [Fact]
    public void A_file_that_is_not_there_is_told_when_the_host_starts() =>
        Faults("/no/such/copr-be.conf").Should().Contain(fault => fault.StartsWith("/no/such/copr-be.conf cannot be read:", StringComparison.Ordinal));

    private static IEnumerable<string> Faults(string file)
    {
        var configuration = new ConfigurationBuilder().AddCoprBackendConf(file).Build();
        var services = new ServiceCollection().AddLogging();
        services.AddCoprJobGrab(configuration.GetSection("CoprJobGrab")).UseRedis();
        using var provider = services.BuildServiceProvider();
        var read = () => provider.GetRequiredService<IOptions<CoprJobGrabOptions>>().Value;
        return read.Should().Throw<OptionsValidationException>().Which.Failures;
    }
}
