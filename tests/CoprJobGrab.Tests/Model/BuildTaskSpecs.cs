using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Model;

public sealed class BuildTaskSpecs
{
    [Theory]
    [InlineData("fedora-20-x86_64", "x86_64")]
    [InlineData("opensuse-leap-15.6-x86_64", "x86_64")]
    [InlineData("rhel+epel-9-s390x", "s390x")]
    [InlineData("a-b-c-d-e", "e")]
    public void The_architecture_is_the_right_most_part_of_the_chroot(string chroot, string architecture) =>
        Some.Build(chroot: chroot).Architecture.Should().Be(architecture);

    [Theory]
    [InlineData("{\"task_id\": 7, \"chroot\": null}")]
    [InlineData("{\"task_id\": \"7\", \"chroot\": \"\"}")]
    public void A_number_and_a_string_with_the_same_digits_are_one_id(string json) => Some.Task(json).TaskId.Should().Be("7");

    [Theory]
    [InlineData("7", "the record is the number 7, not an object")]
    [InlineData("null", "the record is null, not an object")]
    [InlineData("[{}]", "the record is a list, not an object")]
    [InlineData("{}", "the record has no `task_id`")]
    [InlineData("{\"task_id\": null}", "`task_id` is null, not a string or a number")]
    [InlineData("{\"task_id\": [1, 2], \"chroot\": null}", "`task_id` is a list, not a string or a number")]
    [InlineData("{\"task_id\": \"\"}", "`task_id` is an empty string")]
    [InlineData("{\"task_id\": 1}", "the record has no `chroot`")]
    [InlineData("{\"task_id\": 1, \"chroot\": 5}", "`chroot` is the number 5, not a string or null")]
    [InlineData("{\"task_id\": 1, \"chroot\": \"fedora\"}", "`chroot` is \"fedora\", which does not end in an architecture (release-version-arch)")]
    [InlineData("{\"task_id\": 1, \"chroot\": \"a-b\"}", "`chroot` is \"a-b\", which does not end in an architecture (release-version-arch)")]
    public void A_malformed_record_is_refused_with_what_is_wrong_with_it(string json, string reason)
    {
        var parse = () => Some.Task(json);

        parse.Should().Throw<FormatException>().WithMessage(reason);
    }

    [Fact]
    public void A_lone_surrogate_in_an_id_is_passed_on() => Some.Task("""{"task_id": "a\ud800b", "chroot": null}""").TaskId.Should().Be("a\ud800b");
}
