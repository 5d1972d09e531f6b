using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Actions;

public sealed class ActionProjectsSpecs
{
    [Theory]
    [InlineData("delete a project, 2014", ActionType.Delete, null, "bob/doomed", "", null, "bob/doomed")]
    [InlineData(
        "delete a project", ActionType.Delete, 6L, null, null, """{"ownername": "bob", "project_dirnames": ["doomed", "doomed:pr:1"], "storage": 0}""",
        "#6 bob/doomed")]
    [InlineData(
        "delete a build, 2014", ActionType.Delete, null, "bob/tools", null, """{"pkgs": "http://x/y.src.rpm", "username": "bob", "projectname": "tools"}""",
        "bob/tools")]
    [InlineData(
        "delete builds", ActionType.Delete, 1L, null, null,
        """{"project_dirnames": {"hello": {"srpm-builds": ["27"]}, "hello:pr:1": {}}, "ownername": "alice", "projectname": "hello"}""", "#1 alice/hello")]
    [InlineData(
        "create a repository, 2014", ActionType.CreateRepo, null, "", null,
        """{"username": "alice", "projectname": "hello", "chroots": ["fedora-20-x86_64"]}""", "alice/hello")]
    [InlineData(
        "of a group", ActionType.CreateRepo, 3L, null, null,
        """{"ownername": "@copr", "projectname": "copr-dev", "project_dirnames": ["copr-dev", "copr-dev:pr:3042"]}""", "#3 @copr/copr-dev")]
    [InlineData("of no project any more", ActionType.CreateRepo, null, null, null, """{"ownername": "ghost", "projectname": "gone"}""", "ghost/gone")]
    [InlineData(
        "rawhide to release, 2016", ActionType.RawhideToRelease, null, null, null, """{"copr": "hello", "user": "alice", "builds": []}""", "alice/hello")]
    [InlineData(
        "fork", ActionType.Fork, 8L, "alice/hello", "bob/fork", """{"user": "bob", "copr": "fork", "builds_map": {"copr": {"user": "x"}}}""",
        "#8 bob/fork alice/hello")]
    [InlineData("rename", ActionType.Rename, null, "alice/hello", "alice/hi", null, "alice/hello alice/hi")]
    [InlineData("new_value of another type", ActionType.LegalFlag, 1L, "alice/hello", "carol/other", null, "#1 alice/hello")]
    [InlineData(
        "remove directories", ActionType.RemoveDirs, 3L, null, null, """["@copr/copr-dev:pr:1", "@copr/copr-dev:pr:2", "bob/tools:custom"]""",
        "#3 @copr/copr-dev bob/tools")]
    [InlineData("cancel a build", ActionType.CancelBuild, null, null, null, """{"task_id": "7"}""", "")]
    [InlineData("nothing at all", ActionType.Delete, null, null, null, null, "")]
    [InlineData("values of the wrong kind", ActionType.Delete, null, "no-slash", null, """{"ownername": 7, "projectname": ["x"], "project_dirnames": 5}""", "")]
    [InlineData("empty names", ActionType.Delete, null, "/x", null, """{"ownername": "", "projectname": "hello"}""", "")]
    [InlineData("no JSON", ActionType.Delete, 4L, null, null, "pkgs=foo", "#4")]
    [InlineData("a number", ActionType.Delete, 4L, null, null, "5", "#4")]
    [InlineData("a list of other things", ActionType.RemoveDirs, null, null, null, """[5, null, ["a/b"], {"c": "d/e"}, "f/g:pr:1"]""", "f/g")]
    [InlineData("cut", ActionType.Delete, null, null, null, """{"ownername": "bob", "projectname": "tools", "stor""", "bob/tools")]
    [InlineData("cut in a list", ActionType.Delete, null, null, null, """{"ownername": "bob", "project_dirnames": ["tools", "hel""", "bob/tools")]
    [InlineData(
        "repeated keys", ActionType.Delete, null, null, null,
        """{"ownername": "x", "ownername": "bob", "projectname": "y", "projectname": "tools", "project_dirnames": ["z"], "project_dirnames": ["hello"]}""",
        "bob/tools bob/hello")]
    [InlineData(
        "a repeated key whose last value is none", ActionType.Delete, null, null, null, """{"ownername": "x", "ownername": null, "projectname": "y"}""", "")]
    [InlineData("keys deep inside", ActionType.Delete, null, null, null, """{"x": {"ownername": "bob"}, "projectname": "tools"}""", "")]
    public void An_action_holds_every_project_that_it_names(
        string what, ActionType type, long? coprId, string? oldValue, string? newValue, string? data, string keys)
    {
        var action = new ActionTask(1, type) { CoprId = coprId, OldValue = oldValue, NewValue = newValue, Data = data };

        ActionProjects.Of(action).Should().Equal(keys.Split(' ', StringSplitOptions.RemoveEmptyEntries), what);
    }

    [Fact]
    public void A_lone_surrogate_in_a_name_is_a_character_like_others() =>
        ActionProjects.Of(new ActionTask(1, ActionType.Delete) { Data = """{"ownername": "bob", "projectname": "t\ud800"}""" }).Should().Equal("bob/t\ud800");

    [Fact]
    public void Data_that_names_very_many_projects_holds_every_project_and_little_memory()
    {
        const int names = 40_000;
        var owners = string.Concat(Enumerable.Range(0, names).Select(index => $"\"ownername\": \"o{index}\", "));
        var data = $$"""{ {{owners}} "project_dirnames": [{{string.Join(", ", Enumerable.Range(0, names).Select(index => $"\"p{index}\""))}}] }""";
        var before = GC.GetAllocatedBytesForCurrentThread();

        ActionProjects.Of(new ActionTask(1, ActionType.Delete) { CoprId = 7, Data = data }).Should().Equal("#7", ActionProjects.Every);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(32 * 1024 * 1024);
    }

    [Fact]
    public void As_many_projects_as_the_bound_are_held_by_name()
    {
        var data = $"[{string.Join(", ", Enumerable.Range(0, ActionDataNames.Max).Select(index => $"\"bob/p{index}\""))}]";

        ActionProjects.Of(new ActionTask(1, ActionType.RemoveDirs) { Data = data }).Should().HaveCount(ActionDataNames.Max)
            .And.NotContain(ActionProjects.Every);
    }
}
