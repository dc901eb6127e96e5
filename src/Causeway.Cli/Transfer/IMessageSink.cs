namespace Causeway.Cli.Transfer;

/// <summary>Where received messages go: standard output, or a command for each.</summary>
internal interface IMessageSink : IDisposable
{
    /// <summary>Cancelled when this process is asked to end, or when nobody takes messages here any more.</summary>
    CancellationToken Token { get; }

    /// <summary>Whether nobody takes messages here any more; asked before each is taken.</summary>
    bool IsClosed { get; }

    /// <summary>Hands one on.</summary>
    /// <returns>An exit code: 0 to go on.</returns>
    int Take(ReceivedMessage message);
}
