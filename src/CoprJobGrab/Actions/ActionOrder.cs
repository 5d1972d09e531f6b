namespace CoprJobGrab.Actions;

/// <summary>The one order of all actions: by priority, then by when they were made, then by id.</summary>
/// <remarks>
/// The frontend's list is in the order in which the actions were made, by whole seconds, and those of one second stand in it as the database gives them.
/// When an action was made stands in its record alone.
/// While that is not known, the action counts as made with the one before it in the list: it cannot be older, so nothing that it may precede is taken to
/// precede it.
/// </remarks>
internal static class ActionOrder
{
    /// <param name="actions">The actions, in the frontend's order.</param>
    public static IReadOnlyList<LaneAction> Of(IReadOnlyList<LaneAction> actions)
    {
        var before = DateTimeOffset.MinValue;
        return
        [
            .. actions
                .Select(action => (Action: action, CreatedOn: before = action.CreatedOn ?? before))
                .OrderBy(dated => dated.Action.Priority)
                .ThenBy(dated => dated.CreatedOn)
                .ThenBy(dated => dated.Action.Id)
                .Select(dated => dated.Action),
        ];
    }
}
