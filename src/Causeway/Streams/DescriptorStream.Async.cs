using System.Runtime.CompilerServices;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <content>Asynchronous reading and writing.</content>
public abstract partial class DescriptorStream
{
    private protected ValueTask<int> ReadCoreAsync(Memory<byte> buffer, CancellationToken token)
    {
        if (token.IsCancellationRequested)
            return ValueTask.FromCanceled<int>(token);
        var input = new Readiness(Descriptor, Direction.Read);
        try
        {
            // What is there needs no state machine.
            MakeNonBlocking();
            input.Look();
            if (AttemptToRead(buffer.Span, out int count))
                return new ValueTask<int>(count);
        }
        catch (Exception e)
        {
            return ValueTask.FromException<int>(e);
        }

        return ReadWaitingAsync(buffer, input, token);
    }

    /// <summary>After an attempt that found nothing.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadWaitingAsync(Memory<byte> buffer, Readiness input, CancellationToken token)
    {
        int count;
        do
        {
            await input.WaitAsync(InlineContinuations, token).ConfigureAwait(false);
            input.Look();
        }
        while (!AttemptToRead(buffer.Span, out count));
        return count;
    }

    private protected ValueTask WriteCoreAsync(ReadOnlyMemory<byte> buffer, CancellationToken token)
    {
        if (token.IsCancellationRequested)
            return ValueTask.FromCanceled(token);
        var room = new Readiness(Descriptor, Direction.Write);
        int written;
        try
        {
            // Where there is room no state machine is needed.
            MakeNonBlocking();
            room.Look();
            written = buffer.IsEmpty ? 0 : AttemptToWrite(buffer.Span);
            if (written == buffer.Length)
                return ValueTask.CompletedTask;
        }
        catch (Exception e)
        {
            return ValueTask.FromException(e);
        }

        return WriteRestAsync(buffer, written, room, token);
    }

    /// <summary>After an attempt for which there was not room enough.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WriteRestAsync(ReadOnlyMemory<byte> buffer, int written, Readiness room, CancellationToken token)
    {
        do
        {
            if (written == 0)
                await room.WaitAsync(InlineContinuations, token).ConfigureAwait(false);
            buffer = buffer[written..];
            room.Look();
            written = AttemptToWrite(buffer.Span);
        }
        while (written != buffer.Length);
    }

    /// <summary>Waits until there is room, and writes what there is room for; cancelled, it has written nothing.</summary>
    /// <returns>How many bytes; at least one.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private protected async ValueTask<int> WriteSomeCoreAsync(ReadOnlyMemory<byte> buffer, CancellationToken token)
    {
        var room = new Readiness(Descriptor, Direction.Write);
        MakeNonBlocking();
        while (true)
        {
            token.ThrowIfCancellationRequested();
            room.Look();
            int written = AttemptToWrite(buffer.Span);
            if (written != 0)
                return written;
            await room.WaitAsync(InlineContinuations, token).ConfigureAwait(false);
        }
    }

    /// <summary>Not inlined, so that the call is not in a try region.</summary>
    /// <returns>False: there is nothing (EAGAIN).</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool AttemptToRead(Span<byte> buffer, out int count)
    {
        count = TryRead(buffer, out Errno error);
        if (count >= 0)
            return true;
        return error == Errno.EAGAIN ? false : throw SyscallFailure.Create("read", _name, error);
    }

    /// <inheritdoc cref="AttemptToRead"/>
    /// <returns>How much of it; 0: there is no room (EAGAIN).</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int AttemptToWrite(ReadOnlySpan<byte> buffer)
    {
        int count = TryWrite(buffer, out Errno error);
        if (count >= 0)
            return count;
        return error == Errno.EAGAIN ? 0 : throw WriteFailure(error);
    }
}
