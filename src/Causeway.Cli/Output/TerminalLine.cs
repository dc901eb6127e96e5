namespace Causeway.Cli.Output;

/// <summary>One line on a terminal that is written over and removed at the end.</summary>
/// <param name="terminal">Where; null: nowhere.</param>
internal sealed class TerminalLine(TextWriter? terminal) : IDisposable
{
    private const string ClearLine = "\r\e[K";

    /// <summary>On standard error, where that is a terminal.</summary>
    public TerminalLine()
        : this(!Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb") ? Console.Error : null)
    {
    }

    /// <summary>Whether anybody sees it.</summary>
    public bool IsVisible => terminal is not null;

    /// <summary>Writes over it.</summary>
    public void Write(string text) => terminal?.Write(ClearLine + text);

    /// <summary>Removes it.</summary>
    public void Dispose() => Write("");
}
