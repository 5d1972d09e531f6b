using CoprJobGrab.Calls;

namespace CoprJobGrab.Actions;

/// <summary>The actions that are known, and those of the newest list in its order. Owned by the loop.</summary>
internal sealed class KnownActions(TimeProvider time, Action<Action> post)
{
    private readonly Dictionary<long, ListedAction> _byId = [];
    private List<ListedAction> _inOrder = [];

    /// <summary>True when one of them stands elsewhere than when this was last set to false.</summary>
    public bool HaveMoved { get; set; }

    public IReadOnlyCollection<ListedAction> All => _byId.Values;

    public IReadOnlyList<ListedAction> InOrder => _inOrder;

    public ListedAction? Find(long actionId) => _byId.GetValueOrDefault(actionId);

    /// <summary>False when the action was forgotten, or is known anew.</summary>
    public bool Have(ListedAction action) => Find(action.Listing.Id) == action;

    public void BeginList()
    {
        _inOrder = [];
        foreach (var action in All)
        {
            action.IsListed = false;
        }
    }

    public void List(ListedAction action, ActionListing listing)
    {
        action.IsListed = true;
        action.Listing = listing;
        _inOrder.Add(action);
    }

    /// <summary>An action of which nothing is known yet.</summary>
    public ListedAction Add(ActionListing listing) => _byId[listing.Id] = new(listing, new Alarm(time, post), () => HaveMoved = true);

    /// <summary>The same action, of which nothing is known: a new object, so that what is on its way for the old one is not wanted any more.</summary>
    public ListedAction Renew(ListedAction old)
    {
        old.Alarm.Cancel();
        var action = Add(old.Listing);
        action.IsListed = old.IsListed;
        _inOrder = [.. _inOrder.Select(listed => listed == old ? action : listed)];
        return action;
    }

    public void Forget(ListedAction action)
    {
        action.Alarm.Cancel();
        _byId.Remove(action.Listing.Id);
    }
}
