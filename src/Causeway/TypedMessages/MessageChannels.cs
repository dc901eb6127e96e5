using Causeway.TypedMessages;

namespace Causeway;

/// <summary>Makes senders and receivers of typed messages from whatever carries messages.</summary>
public static class MessageChannels
{
    private const int SocketMessageBytes = 64 * 1024;

    /// <summary>Sends to a POSIX queue.</summary>
    /// <param name="queue">Opened to send.</param>
    /// <param name="format">What a message is.</param>
    /// <param name="priority">Of all messages of this sender, from 0 to <see cref="PosixMessageQueue.MaximumPriority"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The priority cannot be right.</exception>
    public static IMessageSender<T> ToSender<T>(this PosixMessageQueue queue, MessageFormat<T> format, int priority = 0)
        where T : allows ref struct
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(format);
        ArgumentOutOfRangeException.ThrowIfNegative(priority);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(priority, PosixMessageQueue.MaximumPriority);
        return new MessageSender<T>(new PosixQueueMessages(queue, priority), format);
    }

    /// <summary>Receives from a POSIX queue, the highest priority first.</summary>
    /// <param name="queue">Opened to receive.</param>
    /// <param name="format">What a message is.</param>
    public static IMessageReceiver<T> ToReceiver<T>(this PosixMessageQueue queue, MessageFormat<T> format)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(format);
        return new MessageReceiver<T>(new PosixQueueMessages(queue), format);
    }

    /// <summary>Sends to a System V queue.</summary>
    /// <param name="queue">Writable.</param>
    /// <param name="format">What a message is, without its type in front.</param>
    /// <param name="type">Of all messages of this sender, 1 or more: what receivers select by.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="type"/> is less than 1.</exception>
    public static IMessageSender<T> ToSender<T>(this SysVMessageQueue queue, MessageFormat<T> format, long type = 1)
        where T : allows ref struct
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentOutOfRangeException.ThrowIfLessThan(type, 1);
        return new MessageSender<T>(new SysVQueueSink(queue, type), format);
    }

    /// <summary>Receives from a System V queue.</summary>
    /// <param name="queue">Readable.</param>
    /// <param name="format">What a message is, without its type in front.</param>
    /// <param name="selection">Which messages: any unless given.</param>
    /// <param name="maxMessageBytes">A longer one stays in the queue and is an exception (E2BIG). null: what msgmax and the queue's capacity let through now.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxMessageBytes"/> is less than 1.</exception>
    /// <exception cref="SyscallException">EINVAL: no such queue. EACCES: no read permission.</exception>
    public static IMessageReceiver<T> ToReceiver<T>(this SysVMessageQueue queue, MessageFormat<T> format, SysVMessageSelection selection = default, int? maxMessageBytes = null)
    {
        ArgumentNullException.ThrowIfNull(format);
        if (maxMessageBytes is { } given)
            ArgumentOutOfRangeException.ThrowIfLessThan(given, 1, nameof(maxMessageBytes));
        int bytes = maxMessageBytes ?? (int)Math.Min(Array.MaxLength, Math.Min(SysVMessageQueue.MaximumMessageBytes, queue.GetStatus().CapacityBytes));
        return new MessageReceiver<T>(new SysVQueueSource(queue, selection, bytes), format);
    }

    /// <summary>Sends to the peer of a datagram or seqpacket socket, a message each.</summary>
    /// <param name="socket">Connected, or with a peer set.</param>
    /// <param name="format">What a message is.</param>
    /// <exception cref="ArgumentException">A stream, which has no messages.</exception>
    public static IMessageSender<T> ToSender<T>(this UnixSocket socket, MessageFormat<T> format)
        where T : allows ref struct
    {
        ArgumentNullException.ThrowIfNull(format);
        ThrowIfStream(socket);
        return new MessageSender<T>(new UnixSocketMessages(socket), format);
    }

    /// <summary>Receives from a datagram or seqpacket socket, a message each.</summary>
    /// <param name="socket">Connected, or bound.</param>
    /// <param name="format">What a message is.</param>
    /// <param name="maxMessageBytes">A longer one is a <see cref="MessageFormatException"/>, and its rest is lost.</param>
    /// <exception cref="ArgumentException">A stream, which has no messages, or <paramref name="maxMessageBytes"/> is less than 1.</exception>
    public static IMessageReceiver<T> ToReceiver<T>(this UnixSocket socket, MessageFormat<T> format, int maxMessageBytes = SocketMessageBytes)
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxMessageBytes, 1);
        ThrowIfStream(socket);
        return new MessageReceiver<T>(new UnixSocketMessages(socket, maxMessageBytes), format);
    }

    /// <summary>Sends through a pipe in packet mode, a packet each.</summary>
    /// <param name="pipe">Of an <see cref="AnonymousPipe"/> with <see cref="PipeMode.Packets"/>.</param>
    /// <param name="format">What a message is: of 1 byte to <see cref="PipeWriteEnd.AtomicWriteBytes"/>, else sending it is an ArgumentException.</param>
    /// <exception cref="ArgumentException">The pipe is a stream of bytes.</exception>
    public static IMessageSender<T> ToSender<T>(this PipeWriteEnd pipe, MessageFormat<T> format)
        where T : allows ref struct
    {
        ArgumentNullException.ThrowIfNull(pipe);
        ArgumentNullException.ThrowIfNull(format);
        PacketPipeSink.ThrowIfStream(pipe.Descriptor, nameof(pipe));
        return new MessageSender<T>(new PacketPipeSink(pipe), format);
    }

    /// <summary>Receives from a pipe in packet mode, a packet each.</summary>
    /// <param name="pipe">Of an <see cref="AnonymousPipe"/> with <see cref="PipeMode.Packets"/>: the mode is the writing end's, and cannot be seen here.</param>
    /// <param name="format">What a message is.</param>
    public static IMessageReceiver<T> ToReceiver<T>(this PipeReadEnd pipe, MessageFormat<T> format)
    {
        ArgumentNullException.ThrowIfNull(pipe);
        ArgumentNullException.ThrowIfNull(format);
        return new MessageReceiver<T>(new PacketPipeSource(pipe), format);
    }

    private static void ThrowIfStream(UnixSocket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (socket.Type == UnixSocketType.Stream)
            throw new ArgumentException("A stream has no messages: use a datagram or seqpacket socket.", nameof(socket));
    }
}
