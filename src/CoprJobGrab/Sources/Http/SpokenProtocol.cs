namespace CoprJobGrab.Sources.Http;

/// <summary>Which protocol the frontend speaks, as the options say it, or as the lists that it has have shown it.</summary>
internal sealed class SpokenProtocol(FrontendOptions options)
{
    private volatile int _found = -1;

    /// <summary>Null while nobody knows.</summary>
    public FrontendProtocol? Known => options.Protocol != FrontendProtocol.Auto ? options.Protocol : _found < 0 ? null : (FrontendProtocol)_found;

    public void Found(FrontendProtocol protocol) => _found = (int)protocol;
}
