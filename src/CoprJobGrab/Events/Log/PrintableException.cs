namespace CoprJobGrab.Events.Log;

/// <summary>Stands for an exception whose text is not <see cref="Printable"/>. It has none within it: a log would write that.</summary>
internal sealed class PrintableException : CoprJobGrabException
{
    private readonly string _text;

    private PrintableException(Exception fault, string text)
        : base(Printable.Of(fault.Message), null) => _text = text;

    /// <summary>The exception itself, unless its text would steer the reader's terminal.</summary>
    public static Exception? Of(Exception? fault)
    {
        if (fault?.ToString() is not { } text)
        {
            return null;
        }

        var printable = Printable.Lines(text);
        return ReferenceEquals(printable, text) ? fault : new PrintableException(fault, printable);
    }

    /// <inheritdoc/>
    public override string ToString() => _text;
}
