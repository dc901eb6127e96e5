using Causeway.Sys;

namespace Causeway.TypedMessages;

/// <summary>Into a pipe in packet mode: a message is a packet, of 1 byte to <see cref="PipeWriteEnd.AtomicWriteBytes"/>.</summary>
internal sealed class PacketPipeSink(PipeWriteEnd pipe) : IMessageSink
{
    public bool TrySend(ReadOnlySpan<byte> message)
    {
        ThrowIfEmpty(message);
        return pipe.TryWriteAtomic(message);
    }

    public void Send(ReadOnlySpan<byte> message, TimeSpan? timeout, CancellationToken token)
    {
        ThrowIfEmpty(message);
        pipe.WriteAtomic(message, timeout, token);
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken token)
    {
        ThrowIfEmpty(message.Span);
        return pipe.WriteAtomicAsync(message, token);
    }

    /// <summary>Refuses a pipe that is a stream of bytes.</summary>
    public static void ThrowIfStream(SafeFileDescriptor descriptor, string parameterName)
    {
        int flags = LibC.fcntl(descriptor, LibC.F_GETFL, 0);
        Errno error = Errno.Last;
        if (flags < 0)
            throw SyscallFailure.Create("fcntl(F_GETFL)", descriptor.ToString(), error);
        if ((flags & LibC.O_DIRECT) == 0)
            throw new ArgumentException("The pipe is a stream of bytes, which has no messages: create it with PipeMode.Packets.", parameterName);
    }

    private static void ThrowIfEmpty(ReadOnlySpan<byte> message)
    {
        if (message.IsEmpty)
            throw new ArgumentException("A pipe carries no empty message: writing no bytes is writing nothing.", nameof(message));
    }
}
