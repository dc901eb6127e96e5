namespace Causeway.Cli.Tour;

/// <summary>One mechanism of the tour: both of its sides.</summary>
internal interface IMechanism
{
    /// <summary>The word for <c>--only</c>.</summary>
    string Name { get; }

    /// <summary>How the table calls it.</summary>
    string Title { get; }

    /// <summary>How the second process finds the channel.</summary>
    string FoundBy { get; }

    /// <summary>Whether one <see cref="ISender.SendAsync"/> is one receive at the other end, so that both must count the same number of messages.</summary>
    bool KeepsMessages => false;

    /// <summary>In the first process: creates the kernel objects, before the second process starts.</summary>
    ISender CreateSender();

    /// <summary>In the second process: attaches to what the sender created.</summary>
    /// <param name="arguments">The sender's <see cref="ISender.ReceiverArguments"/>.</param>
    /// <param name="token">Cancelled when the first process is gone.</param>
    IReceiver CreateReceiver(IReadOnlyList<string> arguments, CancellationToken token);
}
