namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>The kernel's objects that carry messages forth and back.</summary>
internal interface IBenchLink : IDisposable
{
    /// <summary>Gives an end to a process that is about to start.</summary>
    /// <returns>Its arguments: the name of what it sends to and of what it receives from.</returns>
    IReadOnlyList<string> Attach(LinkEnd end, ChildProcessOptions options);

    /// <summary>Both processes have opened it: names that nobody needs any more are removed, so that a benchmark that is killed leaves none.</summary>
    void RemoveNames()
    {
    }
}

/// <summary>Whose end of a link.</summary>
internal enum LinkEnd
{
    /// <summary>Of the process that is alone: it receives what it sends.</summary>
    Alone,

    /// <summary>Of the process that begins.</summary>
    First,

    /// <summary>Of the process that answers.</summary>
    Second,
}
