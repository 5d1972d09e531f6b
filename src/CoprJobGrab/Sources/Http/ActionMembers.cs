using System.Globalization;
using System.Text.Json;
using CoprJobGrab.Model.Records;

namespace CoprJobGrab.Sources.Http;

/// <summary>
/// The members of one action's record (wire 1.6). Without its id, its type or readable arguments an action cannot be handled; any other member that is missing,
/// null or of another type counts as missing.
/// </summary>
internal sealed class ActionMembers
{
    private string? _recordFault, _dataFault;
    private string _idFault = "the record has no `id`", _typeFault = "the record has no `action_type`";
    private long? _id, _objectId, _coprId, _priority, _createdOn;
    private int? _type;
    private string? _objectType, _oldValue, _newValue, _data, _owner;

    private ActionMembers()
    {
    }

    public string? IdText => _id?.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads the value on which the reader stands, and leaves it on the value's last token.</summary>
    public static ActionMembers Read(ref Utf8JsonReader reader)
    {
        var members = new ActionMembers();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            members._recordFault = $"the record is {JsonDescription.Describe(ref reader)}, not an object";
            reader.Skip();
            return members;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            members.ReadMember(ref reader);
            reader.Skip();
        }

        return members;
    }

    /// <summary>The fault of the record; null when it will do.</summary>
    /// <param name="whole">Whether it is to be the whole record, and not only a listing.</param>
    public string? Fault(bool whole) =>
        _recordFault ?? (_id is null ? _idFault : !whole ? null : _type is null ? _typeFault : _dataFault);

    public ActionListing ToListing(ActionTask? record) => new(_id!.Value)
    {
        Priority = (int)Math.Clamp(_priority ?? 0, int.MinValue, int.MaxValue),
        ProjectOwner = _owner,
        Record = record,
    };

    /// <param name="json">The record; copied, because an action outlives the answer that it came with.</param>
    public ActionTask ToTask(ReadOnlyMemory<byte> json) => new(_id!.Value, (ActionType)_type!.Value)
    {
        ObjectType = _objectType,
        ObjectId = _objectId,
        OldValue = _oldValue,
        NewValue = _newValue,
        Data = _data,
        CoprId = _coprId,
        CreatedOn = UnixTime(_createdOn),
        Json = json.ToArray(),
    };

    private static DateTimeOffset? UnixTime(long? seconds) =>
        seconds is { } known && known >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && known <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(known)
            : null;

    private void ReadMember(ref Utf8JsonReader reader)
    {
        if (JsonText.NameIs(ref reader, "id"u8))
        {
            reader.Read();
            _id = JsonText.Integer(ref reader);
            _idFault = $"`id` is {JsonDescription.Describe(ref reader)}, not an integer";
        }
        else if (JsonText.NameIs(ref reader, "action_type"u8))
        {
            reader.Read();
            _type = JsonText.Integer(ref reader) is >= int.MinValue and <= int.MaxValue and var type ? (int)type : null;
            _typeFault = $"`action_type` is {JsonDescription.Describe(ref reader)}, not an integer";
        }
        else if (JsonText.NameIs(ref reader, "data"u8))
        {
            reader.Read();
            _data = JsonText.ReadOrNull(ref reader);
            _dataFault = reader.TokenType is JsonTokenType.String or JsonTokenType.Null
                ? null
                : $"`data` is {JsonDescription.Describe(ref reader)}, not a string or null";
        }
        else if (JsonText.NameIs(ref reader, "priority"u8)) { reader.Read(); _priority = JsonText.Integer(ref reader); }
        else if (JsonText.NameIs(ref reader, "project_owner"u8)) { reader.Read(); _owner = JsonText.ReadOrNull(ref reader); }
        else if (JsonText.NameIs(ref reader, "object_type"u8)) { reader.Read(); _objectType = JsonText.ReadOrNull(ref reader); }
        else if (JsonText.NameIs(ref reader, "object_id"u8)) { reader.Read(); _objectId = JsonText.Integer(ref reader); }
        else if (JsonText.NameIs(ref reader, "old_value"u8)) { reader.Read(); _oldValue = JsonText.ReadOrNull(ref reader); }
        else if (JsonText.NameIs(ref reader, "new_value"u8)) { reader.Read(); _newValue = JsonText.ReadOrNull(ref reader); }
        else if (JsonText.NameIs(ref reader, "copr_id"u8)) { reader.Read(); _coprId = JsonText.Integer(ref reader); }
        else if (JsonText.NameIs(ref reader, "created_on"u8)) { reader.Read(); _createdOn = JsonText.Integer(ref reader); }
        else { reader.Read(); }
    }
}
