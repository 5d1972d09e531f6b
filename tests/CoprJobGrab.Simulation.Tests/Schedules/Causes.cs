namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>Why a task may be handed out once more, when that cannot be avoided.</summary>
internal static class Causes
{
    public const string PoppedUnseen = "popped between the last observation before a loss of the claims and the next";
    public const string SeenByNoneLeft = "popped before a loss of the claims, and seen taken only by a grabber that is gone";
    public const string SeenByAnother =
        "popped before a loss of the claims, and seen taken only by a grabber that did not lead last, or that stood still for a lease";
    public const string ReportLost = "the store lost what was to be told of a build whose worker is dead";
    public const string LeaseLost = "the marks were lost, and with them the only word of a lease";
    public const string OlderPicture = "Redis came back with an older picture";
    public const string RecordLost = "the release records were lost while a list from before them was in hand";
    public const string StopLost = "the record of a cancel was lost before the worker asked for it";
    public const string CancelForgotten = "the claims were lost, and the record of a cancel was forgotten before a worker that stood still asked for it";
    public const string StaleList = "a list was out of date, and its leader had not seen that the task was gone";
    public const string GivenBack = "somebody gave the task back while a list was out of date";
    public const string RegistryLost = "the registry of groups was lost while it alone named a group";
}
