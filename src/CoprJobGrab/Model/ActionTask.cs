namespace CoprJobGrab;

/// <summary>One action: something that the backend is to do to a project's files (wire 1.6).</summary>
/// <param name="Id">The action's id.</param>
/// <param name="Type">The kind of work; numbers beyond <see cref="ActionType"/>'s names are passed on.</param>
public sealed record ActionTask(long Id, ActionType Type)
{
    /// <summary>The kind of thing that it is done to, such as <c>copr</c> or <c>build</c>; null when the frontend sent null.</summary>
    public string? ObjectType { get; init; }

    /// <summary>The id of that thing; null when there is none.</summary>
    public long? ObjectId { get; init; }

    /// <summary>The project of older actions, <c>owner/project</c>; null when the frontend sent null.</summary>
    public string? OldValue { get; init; }

    /// <summary>The new <c>owner/project</c> of <see cref="ActionType.Rename"/> and <see cref="ActionType.Fork"/>; null when the frontend sent null.</summary>
    public string? NewValue { get; init; }

    /// <summary>Arguments: JSON as text, an object for most types and an array for <see cref="ActionType.RemoveDirs"/>; null when there are none.</summary>
    public string? Data { get; init; }

    /// <summary>The project's number; null before July 2023 and for actions without a project.</summary>
    public long? CoprId { get; init; }

    /// <summary>When the action was made, in whole seconds; null when the frontend sent null. It orders actions of equal priority.</summary>
    public DateTimeOffset? CreatedOn { get; init; }

    /// <summary>The record as the frontend sent it.</summary>
    public ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>Its type and its object, without <see cref="Data"/> and <see cref="Json"/>, which are the users' own.</summary>
    public override string ToString() =>
        $"{nameof(ActionTask)} {{ Id = {Id}, Type = {Type}, ObjectType = {ObjectType}, ObjectId = {ObjectId}, OldValue = {OldValue}, NewValue = {NewValue}, "
            + $"CoprId = {CoprId} }}";
}
