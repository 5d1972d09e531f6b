using System.Globalization;

namespace CoprJobGrab.Tests.Host.Rounds;

/// <summary>
/// Judges what Redis's MONITOR tells of one group.
/// Redis runs one command after the other, and tells a script's own commands right after the script, so that nothing is sampled or missed:
/// every write to the group, but a worker's pop, must be a script's whose first argument is the epoch that the group holds at that moment.
/// </summary>
/// <param name="list">The group's list.</param>
/// <param name="leaderScripts">SHA-1 of the scripts that a leader writes with; only to count how many of them were refused.</param>
internal sealed class EpochJudge(string list, IReadOnlySet<string> leaderScripts)
{
    private const int Shown = 200;
    private static readonly HashSet<string> Writes = new(
        ["HSET", "HDEL", "LPUSH", "RPUSH", "LSET", "LREM", "LTRIM", "LPOP", "DEL", "UNLINK", "RENAME", "FLUSHALL", "FLUSHDB"],
        StringComparer.OrdinalIgnoreCase);

    private readonly string _companions = $"cjg:{{{list}}}:";
    private readonly string _meta = $"cjg:{{{list}}}:meta";
    private readonly List<string> _violations = [];
    private string? _script;
    private bool _hasWritten;
    private long _epoch;
    private string? _withoutEpoch;
    private int _leads, _accepted, _refused;

    public EpochFindings Findings => new(_leads, _accepted, _refused, [.. _violations]);

    /// <summary>Takes one line of MONITOR, without the sign before it.</summary>
    public void See(string line)
    {
        var isOfScript = line.IndexOf("[0 lua] ", StringComparison.Ordinal) is >= 0 and < 32;
        if (!isOfScript)
        {
            EndScript();
        }

        var words = new MonitorLine(line);
        if (words.Next() is not { } command)
        {
            return;
        }

        if (!isOfScript && command.StartsWith("EVAL", StringComparison.OrdinalIgnoreCase))
        {
            (_script, _hasWritten) = (line, false);
        }
        else if (Writes.Contains(command) && IsOfGroup(words.Next()))
        {
            Judge(line, isOfScript, command, words);
        }
    }

    // What names no key writes to all of them.
    private bool IsOfGroup(string? key) => key is null || key == list || key.StartsWith(_companions, StringComparison.Ordinal);

    private void Judge(string line, bool isOfScript, string command, MonitorLine write)
    {
        if (!isOfScript || _script is null)
        {
            Violate("written by no script", line);
            return;
        }

        var named = NamedEpoch(_script);
        var field = write.Last == _meta ? write.Next() : null;
        if (field == "epoch" && command.Equals("HDEL", StringComparison.OrdinalIgnoreCase))
        {
            // A full Redis refuses a script whose first write adds something, so that the old one is taken out first.
            _withoutEpoch = line;
            return;
        }

        if (field == "epoch" && command.Equals("HSET", StringComparison.OrdinalIgnoreCase))
        {
            _withoutEpoch = null;
            var stamped = long.Parse(write.Next()!, CultureInfo.InvariantCulture);
            if (stamped < _epoch || stamped != named)
            {
                Violate($"the epoch falls from {_epoch} to {stamped}", line);
            }

            _leads += stamped > _epoch ? 1 : 0;
            _epoch = stamped;
            return;
        }

        if (!_hasWritten)
        {
            _hasWritten = true;
            _accepted++;
            if (named != _epoch)
            {
                Violate($"written with epoch {named} while the group holds {_epoch}", line);
            }
        }
    }

    private void EndScript()
    {
        if (_withoutEpoch is { } taken)
        {
            Violate("the epoch is taken away", taken);
            _withoutEpoch = null;
        }

        if (_script is { } script && !_hasWritten && IsLeaders(script) && NamedEpoch(script) != _epoch)
        {
            _refused++;
        }

        _script = null;
    }

    private bool IsLeaders(string script)
    {
        var words = new MonitorLine(script);
        words.Next();
        return leaderScripts.Contains(words.Next()!);
    }

    private static long? NamedEpoch(string script)
    {
        var words = new MonitorLine(script);
        words.Next();
        words.Next();
        var keys = int.Parse(words.Next()!, CultureInfo.InvariantCulture);
        for (var key = 0; key < keys; key++)
        {
            words.Next();
        }

        return long.TryParse(words.Next(), CultureInfo.InvariantCulture, out var epoch) ? epoch : null;
    }

    private void Violate(string what, string line) => _violations.Add($"{what}: {line[..Math.Min(Shown, line.Length)]}");
}
