using System.Globalization;

namespace CoprJobGrab.ConsoleHost.Demo;

/// <summary>The work of the demonstration: builds of three owners for two builder groups, two of them unusable, and some actions.</summary>
internal static class DemoWork
{
    private static readonly string[] Owners = ["alice", "bob", "@copr"];
    private static readonly string[] Chroots = ["fedora-42-x86_64", "fedora-42-aarch64", "opensuse-leap-15.6-x86_64"];

    public static IEnumerable<(string TaskId, string Json)> Builds(int builds)
    {
        for (var build = 1; build <= builds; build++)
        {
            var owner = Owners[build % Owners.Length];
            var source = build % 5 == 0;
            var chroot = Chroots[build % Chroots.Length];
            var taskId = source ? build.ToString(CultureInfo.InvariantCulture) : $"{build}-{chroot}";
            var chrootJson = source ? "null" : $"\"{chroot}\"";
            yield return (taskId, $$"""{"task_id": "{{taskId}}", "build_id": {{build}}, "project_owner": "{{owner}}", "sandbox":"""
                + $$""" "{{owner}}/hello--{{owner}}", "background": false, "chroot": {{chrootJson}}}""");
        }

        yield return ("901-fedora-42-s390x", """{"task_id": "901-fedora-42-s390x", "build_id": 901, "project_owner": "alice", "chroot": "fedora-42-s390x"}""");
        yield return ("902-fedora", """{"task_id": "902-fedora", "build_id": 902, "project_owner": "bob", "chroot": "fedora"}""");
    }

    public static IEnumerable<(long Id, string Json)> Actions() => Owners.SelectMany((owner, index) => new[]
    {
        Action((2 * index) + 1, 3, owner, """{\"ownername\": \"OWNER\", \"projectname\": \"hello\", \"chroots\": [\"fedora-42-x86_64\"]}"""),
        Action((2 * index) + 2, 5, owner, """{\"ownername\": \"OWNER\", \"projectname\": \"hello\"}"""),
    });

    private static (long Id, string Json) Action(long id, int type, string owner, string data) =>
        (id, $$"""{"id": {{id}}, "action_type": {{type}}, "object_type": "repository", "object_id": 1, "old_value": null, "new_value": null, "data":"""
            + $$""" "{{data.Replace("OWNER", owner, StringComparison.Ordinal)}}", "priority": 0, "result": 0}""");
}
