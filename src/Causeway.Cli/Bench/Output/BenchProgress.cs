namespace Causeway.Cli.Bench.Output;

/// <summary>One line on the terminal's standard error that is written over and removed at the end; nothing where that is no terminal.</summary>
internal sealed class BenchProgress : IDisposable
{
    private const string ClearLine = "\r\e[K";
    private readonly bool _visible = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>What is being measured now.</summary>
    public void Report(string what)
    {
        if (_visible)
            Console.Error.Write(ClearLine + what);
    }

    /// <summary>Removes the line.</summary>
    public void Dispose()
    {
        if (_visible)
            Console.Error.Write(ClearLine);
    }
}
