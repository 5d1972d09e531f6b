using System.Text.RegularExpressions;

namespace CoprJobGrab.Configuration.CoprBackendConf;

/// <summary>The keys that Copr has ever read in <c>[backend]</c> (wire 8.1, 8.2), so that a mistyped one can be told.</summary>
internal static partial class ConfKeys
{
    private static readonly string[] Read =
    [
        "frontend_url", "frontend_base_url", "frontend_auth", "sleeptime", "build_groups", "redis_host", "redis_port", "redis_db", "redis_password",
        "actions_max_workers",
        "builds_max_workers", "builds_max_workers_owner", "builds_max_workers_sandbox", "builds_max_workers_arch", "builds_max_workers_tag",
        "builds_max_workers_arch_per_owner",
        "builds_max_userssh", "blocked_owners",
    ];

    private static readonly string[] Others =
    [
        "results_baseurl", "destdir", "vm_cycle_timeout", "vm_ssh_check_timeout", "logfile", "log_dir", "log_level", "log_format", "verbose", "worker_logdir",
        "exit_on_worker",
        "fedmsg_enabled", "spawn_vars", "terminate_vars", "spawn_in_advance", "do_sign", "keygen_host", "build_user", "prune_days", "prune_script",
        "dist_git_url",
        "resalloc_connection", "sentry_dsn", "statsdir", "stats_templates_dir", "prune_workers", "gently_gpg_sha256", "aws_cloudfront_distribution",
        "pulp_content_url", "sign_domain",
        "rpmeta_enabled", "rpmeta_url", "rpmeta_timeout", "rpmeta_hw_pools_config",
    ];

    private static readonly HashSet<string> Words = [.. Read.Concat(Others).SelectMany(key => key.Split('_'))];

    /// <summary>Tells the keys that have no effect here: those that are others' affair in one note, and those that nobody has ever read.</summary>
    public static void Tell(ConfSection backend, ConfResult result, string file, bool isOfToday)
    {
        var unread = backend.Keys.Where(key => !Read.Contains(key) && (isOfToday || !GroupRead().IsMatch(key)))
            .ToLookup(key => Others.Contains(key) || GroupKey().IsMatch(key));
        if (unread[true].Any())
        {
            result.Notes.Add(
                $"{file} has options that are not the grabber's, and have no effect here: {string.Join(", ", unread[true].Order(StringComparer.Ordinal))}.");
        }

        foreach (var key in unread[false])
        {
            backend.Note(key, "is an option that no Copr has ever read, and has no effect; is it mistyped?");
        }
    }

    /// <summary>
    /// The key as a message may name it: what shares no word with Copr's own keys may be a password in the wrong place,
    /// as where the value of the line above is not indented.
    /// </summary>
    public static string Shown(string key) => key.Split('_').Any(Words.Contains) || GroupKey().IsMatch(key) ? key : "this (not shown, it may hold a password)";

    [GeneratedRegex(@"\Agroup[0-9]+_(archs|name|max_vm_per_user)\z")]
    private static partial Regex GroupRead();

    [GeneratedRegex(@"\Agroup[0-9]+_(archs|name|spawn_playbook|terminate_playbook|max_workers|max_vm_total|max_vm_per_user|max_builds_per_vm"
        + @"|max_spawn_processes|playbook_timeout|vm_[a-z_]+)\z")]
    private static partial Regex GroupKey();
}
