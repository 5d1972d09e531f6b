using System.Text.Json;
using CoprJobGrab.Model.Records;

namespace CoprJobGrab.Sources.Http;

/// <summary>
/// Reads an answer with a builds list piece by piece while it comes: a bare list (wire 1.5.1), or an object with two lists (wire 1.2.1), where the last of two
/// members with one name counts, as in Python.
/// </summary>
internal sealed class BuildAnswerReader(IReadOnlyList<BuildTask> known, bool isBare, FrontendFaults faults)
{
    private JsonReaderState _state = new(BuildRecordReader.AnyDepth);
    private Place _place;
    private BuildListReader? _list;
    private Listing<BuildTask>.Complete? _builds;
    private Listing<ActionListing>.Complete? _actions;
    private string? _buildsFault = "the answer has no `builds`", _actionsFault;

    private enum Place
    {
        Answer,
        Members,
        Builds,
        End,
    }

    /// <exception cref="TaskSourceException">The answer is not what was asked for, or too large.</exception>
    public async Task<BuildAnswer> ReadAsync(AnswerWindow window, CancellationToken cancellationToken)
    {
        try
        {
            do
            {
                await window.FillAsync(cancellationToken).ConfigureAwait(false);
                Read(window);
            }
            while (!window.IsLast);
        }
        catch (Exception fault) when (fault is not TaskSourceException)
        {
            NoteLastTask(window);
            throw;
        }

        return new BuildAnswer(faults.WithoutSecrets(_builds ?? throw faults.WrongShape(_buildsFault!)))
        {
            Actions = _actionsFault is not null ? new Listing<ActionListing>.NoNews(faults.WrongShape(_actionsFault))
                : _actions is not null ? faults.WithoutSecrets(_actions)
                : new Listing<ActionListing>.NoNews(null),
        };
    }

    private void Read(AnswerWindow window)
    {
        if (window.IsTooLarge)
        {
            throw faults.TooLarge();
        }

        var used = 0;
        try
        {
            Read(window.Bytes, window.IsLast, ref used);
            window.Use(used);
        }
        catch (JsonException cause)
        {
            faults.LastTask = _list?.Last?.TaskId;
            throw faults.NotJson(window.Beginning, window.Received - window.Bytes.Length + used, window.Received, cause);
        }
        catch (FormatException cause)
        {
            throw faults.WrongShape(cause.Message);
        }
    }

    /// <summary>The connection broke: what has come before that tells how far the list can be read.</summary>
    private void NoteLastTask(AnswerWindow window)
    {
        try
        {
            Read(window);
        }
        catch (TaskSourceException)
        {
            // The broken connection says more.
        }

        faults.LastTask = _list?.Last?.TaskId;
    }

    private void Read(ReadOnlyMemory<byte> bytes, bool isLast, ref int used)
    {
        var goesOn = true;
        while (goesOn)
        {
            if (_place == Place.Builds)
            {
                goesOn = _list!.Read(bytes, isLast, ref _state, ref used);
                if (goesOn)
                {
                    (_builds, _buildsFault, _place) = (_list.List, null, isBare ? Place.End : Place.Members);
                }
            }
            else
            {
                var reader = new Utf8JsonReader(bytes.Span[used..], isLast, _state);
                goesOn = _place switch
                {
                    Place.Answer => Begin(ref reader),
                    Place.Members => Member(ref reader, bytes[used..]),
                    // The reader throws if anything but white space follows.
                    _ => reader.Read(),
                };
                if (goesOn)
                {
                    used += (int)reader.BytesConsumed;
                    _state = reader.CurrentState;
                }
            }
        }
    }

    private bool Begin(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
        {
            return false;
        }

        if (reader.TokenType != (isBare ? JsonTokenType.StartArray : JsonTokenType.StartObject))
        {
            var wanted = isBare ? "a list of build tasks" : "an object with `builds` and `actions`";
            throw new FormatException($"the answer is {JsonDescription.Describe(ref reader)}, not {wanted}");
        }

        if (isBare)
        {
            BeginBuilds();
        }
        else
        {
            _place = Place.Members;
        }

        return true;
    }

    private bool Member(ref Utf8JsonReader reader, ReadOnlyMemory<byte> bytes)
    {
        if (!reader.Read())
        {
            return false;
        }

        if (reader.TokenType == JsonTokenType.EndObject)
        {
            _place = Place.End;
            return true;
        }

        var isBuilds = JsonText.NameIs(ref reader, "builds"u8);
        var isActions = JsonText.NameIs(ref reader, "actions"u8);
        if (!reader.Read())
        {
            return false;
        }

        if (isBuilds && reader.TokenType == JsonTokenType.StartArray)
        {
            BeginBuilds();
            return true;
        }

        var start = (int)reader.TokenStartIndex;
        var fault = isBuilds || isActions ? NotAList(ref reader, isBuilds ? "builds" : "actions") : null;
        if (!reader.TrySkip())
        {
            return false;
        }

        if (isBuilds)
        {
            (_builds, _buildsFault) = (null, fault);
        }
        else if (isActions)
        {
            _actionsFault = fault;
            _actions = fault is null ? Actions(bytes[start..(int)reader.BytesConsumed]) : null;
        }

        return true;
    }

    private void BeginBuilds()
    {
        _list = new BuildListReader(known);
        _place = Place.Builds;
    }

    private static Listing<ActionListing>.Complete Actions(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span, BuildRecordReader.AnyDepth);
        reader.Read();
        return ActionList.ReadRecords(ref reader, json);
    }

    private static string? NotAList(ref Utf8JsonReader reader, string name) =>
        reader.TokenType == JsonTokenType.StartArray ? null : $"`{name}` is {JsonDescription.Describe(ref reader)}, not a list";
}
