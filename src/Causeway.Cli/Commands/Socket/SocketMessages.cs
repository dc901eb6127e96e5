using Causeway.Cli.Transfer;
using Causeway.Sys;

namespace Causeway.Cli.Commands.Socket;

/// <summary>What comes out of one socket, as messages.</summary>
/// <param name="socket">A connection, or a datagram socket.</param>
/// <param name="plan">The format, and how long to wait.</param>
/// <param name="wholeReads">Whether a stream's message is what one read gives, with the descriptors that came with it.</param>
/// <param name="answers">Whether what a command prints goes back to the sender of its datagram.</param>
internal sealed class SocketMessages(UnixSocket socket, ReceivePlan plan, bool wholeReads, bool answers = false)
{
    /// <summary>More than a send buffer holds (net.core.wmem_max), unless that was raised far.</summary>
    public const int LongestMessage = 1 << 20;

    private readonly byte[] _buffer = new byte[LongestMessage];
    private RecordBuffer? _records;
    private CancellationToken _token;

    /// <summary>In place of the plan's timeout, for the next wait alone.</summary>
    public TimeSpan? NextTimeout { private get; set; }

    /// <summary>The next one; null when the other end has closed.</summary>
    public ReceivedMessage? Next(CancellationToken token)
    {
        if (socket.Type != UnixSocketType.Stream || wholeReads)
            return Receive(token);
        _token = token;
        _records ??= new RecordBuffer(buffer => socket.Receive(buffer, TakeTimeout(), _token));
        return StreamRecords.Next(_records, plan.Format);
    }

    /// <summary>The longest message that can be sent there: a stream has none, and the kernel takes one as long as the send buffer, less 32 bytes (EMSGSIZE).</summary>
    public static unsafe long LongestTo(UnixSocket socket)
    {
        const int Overhead = 32;
        if (socket.Type == UnixSocketType.Stream)
            return long.MaxValue;
        int buffer = 0;
        uint length = sizeof(int);
        int result = LibC.getsockopt(socket.Descriptor, LibC.SOL_SOCKET, LibC.SO_SNDBUF, &buffer, &length);
        Errno error = Errno.Last;
        return result == 0 ? buffer - Overhead : throw new IOException($"getsockopt(SO_SNDBUF): {error.Name}, {error.Meaning}");
    }

    private TimeSpan? TakeTimeout()
    {
        TimeSpan? timeout = NextTimeout ?? plan.Timeout;
        NextTimeout = null;
        return timeout;
    }

    private ReceivedMessage? Receive(CancellationToken token)
    {
        UnixReceived received = socket.ReceiveWithHandles(_buffer, UnixSocket.MaxHandles, TakeTimeout(), token);
        if (received.IsEnd)
            return null;
        CheckWhole(received);

        List<Fact> facts = [new("descriptors", received.Handles.Count)];
        if (socket.Type == UnixSocketType.Datagram)
            facts.Add(new Fact("sender", received.Sender.IsUnnamed ? null : received.Sender.ToString()));
        if (received.Credentials is { } who)
            facts.AddRange(FactsOf(who));
        return new ReceivedMessage(PassedDescriptors.DataOf(received, _buffer), [.. facts])
        {
            Descriptors = [.. Enumerable.Range(0, received.Handles.Count).Select(received.Handles.Take)],
            Answer = answers ? new DatagramAnswer(socket, received.Sender).Send : null,
        };
    }

    /// <summary>Refuses a message of which a part is lost; its descriptors are closed then.</summary>
    /// <exception cref="IOException">It did not fit, or its descriptors did not.</exception>
    public static void CheckWhole(UnixReceived received)
    {
        if (!received.IsTruncated && !received.HandlesTruncated)
            return;
        received.Dispose();
        CheckWhole(received.IsTruncated, received.MessageBytes);
        throw new IOException("a message came with more descriptors than this process may open, and is lost; raise ulimit -n");
    }

    /// <summary>Refuses a message that did not fit.</summary>
    /// <exception cref="IOException">It did not.</exception>
    public static void CheckWhole(bool isTruncated, int messageBytes)
    {
        if (isTruncated)
            throw new IOException($"a message of {messageBytes} bytes is longer than the {LongestMessage} that are taken here, and is lost");
    }

    public static Fact[] FactsOf(UnixCredentials who) => [new("process", who.ProcessId), new("user", who.UserId), new("group", who.GroupId)];
}
