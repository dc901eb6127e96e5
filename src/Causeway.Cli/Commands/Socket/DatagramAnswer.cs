using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Socket;

/// <summary>Answers the sender of a datagram.</summary>
/// <param name="socket">What received it, whose address the answer comes from.</param>
/// <param name="sender">Who sent it.</param>
internal sealed class DatagramAnswer(UnixSocket socket, UnixSocketAddress sender)
{
    /// <summary>For a sender whose queue is full: the next one's datagram waits that long.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>Sends it; an answer that cannot be sent, or may be a part of one, is dropped, standard error says why, and the next sender gets his.</summary>
    /// <param name="answer">What the command printed.</param>
    /// <param name="status">How it ended.</param>
    public void Send(ReadOnlyMemory<byte> answer, ChildExitStatus status)
    {
        try
        {
            if (status.Signal is not null)
                throw new IOException($"the command was {status}, and may have had more to say");
            if (sender.IsUnnamed)
                throw new IOException("its sender has no address; socket send --bind gives it one");
            socket.SendTo(answer.Span, sender, s_patience);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or TimeoutException)
        {
            VerbRunner.Say("causeway socket receive", $"an answer of {Counted.Of(answer.Length, "byte")} is dropped: {Remedy.Describe(e)}");
        }
    }
}
