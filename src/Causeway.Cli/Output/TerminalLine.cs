namespace Causeway.Cli.Output;

/// <summary>One line on the terminal's standard error that is written over and removed at the end; nothing where that is no terminal.</summary>
internal sealed class TerminalLine : IDisposable
{
    private const string ClearLine = "\r\e[K";

    /// <summary>Whether anybody sees it.</summary>
    public bool IsVisible { get; } = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>Writes over it.</summary>
    public void Write(string text)
    {
        if (IsVisible)
            Console.Error.Write(ClearLine + text);
    }

    /// <summary>Removes it.</summary>
    public void Dispose() => Write("");
}
