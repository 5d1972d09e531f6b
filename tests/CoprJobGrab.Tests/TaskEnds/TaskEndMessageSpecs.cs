using System.Text;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.TaskEnds;

public sealed class TaskEndMessageSpecs
{
    [Theory]
    [InlineData("""{"action": "remove", "build_id": 40127, "task_id": "40127-fedora-20-x86_64", "chroot": "fedora-20-x86_64"}""", "40127-fedora-20-x86_64")]
    [InlineData("""{"action": "remove", "task_id": "123-fedora"}""", "123-fedora")]
    [InlineData("""{"action": "remove", "task_id": 12345}""", "12345")]
    public void A_removal_needs_the_task_alone(string message, string taskId) => Parse(message).Should().Be(new TaskEndMessage.Remove(taskId));

    [Theory]
    [InlineData("""{"action": "reschedule", "task_id": "123-fedora"}""")]
    [InlineData("""{"action": "reschedule", "task_id": "123-fedora", "build_id": 123}""")]
    [InlineData("""{"action": "reschedule", "task_id": "123-fedora", "chroot": "fedora"}""")]
    [InlineData("""{"action": "reschedule", "task_id": "123-fedora", "build_id": null, "chroot": "fedora"}""")]
    [InlineData("""{"action": "reschedule", "task_id": "123-fedora", "build_id": "x", "chroot": ""}""")]
    public void A_rescheduling_without_build_or_chroot_names_nothing_for_the_frontend(string message) =>
        Parse(message).Should().Be(new TaskEndMessage.Reschedule("123-fedora", null));

    [Theory]
    [InlineData("""{"action": "reschedule", "task_id": "123-fedora", "build_id": 123, "chroot": "fedora"}""")]
    [InlineData("""{"chroot": "fedora", "build_id": "123", "more": {"action": "remove"}, "task_id": "123-fedora", "action": "reschedule"}""")]
    public void A_rescheduling_with_both_names_them_for_the_frontend(string message) =>
        Parse(message).Should().Be(new TaskEndMessage.Reschedule("123-fedora", new BuildChroot(123, "123-fedora", "fedora")));

    [Theory]
    [InlineData("{}", "Missing required field `action`")]
    [InlineData("{{{", "The message is not JSON")]
    [InlineData("", "The message is not JSON")]
    [InlineData("{} {}", "The message is not JSON")]
    [InlineData("[]", "The message is a list, not an object")]
    [InlineData("""{"action": "foobar"}""", "Action `foobar` not allowed")]
    [InlineData("""{"action": 1, "task_id": "1"}""", "Missing required field `action`")]
    [InlineData("""{"action": "remove"}""", "Missing required field `task_id`")]
    [InlineData("""{"action": "reschedule", "task_id": ""}""", "Missing required field `task_id`")]
    [InlineData("""{"action": "remove", "task_id": ["1"]}""", "Missing required field `task_id`")]
    public void A_message_that_cannot_be_used_says_why(string message, string reason) => Parse(message).Should().Be(new TaskEndMessage.Malformed(reason));

    private static TaskEndMessage Parse(string message) => TaskEndMessage.Parse(Encoding.UTF8.GetBytes(message));
}
