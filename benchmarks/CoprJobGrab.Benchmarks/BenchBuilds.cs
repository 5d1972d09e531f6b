using System.Globalization;
using System.Text;

namespace CoprJobGrab.Benchmarks;

/// <summary>Builds in the shape of 2014, about 450 bytes each.</summary>
internal static class BenchBuilds
{
    private const int FirstId = 40_000;

    private static readonly string[] Chroots = ["fedora-20-x86_64", "fedora-20-i386", "epel-7-x86_64", "fedora-rawhide-x86_64", "epel-6-i386"];

    public static byte[] WaitingBody(IEnumerable<int> builds)
    {
        using var body = new MemoryStream();
        body.Write("{\"actions\": [], \"builds\": ["u8);
        var between = ReadOnlySpan<byte>.Empty;
        foreach (var build in builds)
        {
            body.Write(between);
            body.Write(Encoding.UTF8.GetBytes(Record(build)));
            between = ", "u8;
        }

        body.Write("]}\n"u8);
        return body.ToArray();
    }

    /// <summary>Which build has this number in its id.</summary>
    public static int OfId(int number) => number - FirstId;

    public static string Record(int index)
    {
        var build = FirstId + index;
        var owner = $"user{index % 97}";
        // Each owner has three projects, and a project one owner.
        var project = (index % 97 * 3) + (index % 3);
        var chroot = Chroots[index % Chroots.Length];
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"task_id": "{{build}}-{{chroot}}", "build_id": {{build}}, "project_owner": "{{owner}}", "project_name": "project{{project}}","""
            + $$""" "submitter": "{{owner}}", "pkgs": "http://files.example.org/{{owner}}/hello-world-package-2.{{index % 100}}-1.fc20.src.rpm","""
            + $$""" "chroot": "{{chroot}}", "buildroot_pkgs": "scl-utils-build devtoolset-2-build","""
            + $$""" "repos": "http://repo.example.org/{{owner}}/f20/ http://repo.example.org/extra/","""
            + $$""" "memory_reqs": 2048, "timeout": 0, "enable_net": true}""");
    }
}
