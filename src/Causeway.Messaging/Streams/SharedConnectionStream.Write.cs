using System.Runtime.CompilerServices;
using Causeway.Sys;

namespace Causeway;

/// <content>Writing.</content>
public sealed partial class SharedConnectionStream
{
    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    /// <summary>Writes all of it; waits while there is no room.</summary>
    /// <param name="buffer">What.</param>
    /// <exception cref="TimeoutException">There was no room within <see cref="WriteTimeout"/>; the first part may have been written.</exception>
    /// <exception cref="InvalidOperationException">Another write is under way, or <see cref="CompleteSending"/> was called.</exception>
    /// <exception cref="PeerClosedException">The peer has closed the connection.</exception>
    /// <exception cref="PeerDiedException">The peer died.</exception>
    /// <exception cref="ProtocolViolationException">The peer broke the protocol.</exception>
    /// <exception cref="ObjectDisposedException">The stream or the connection was disposed.</exception>
    public override void Write(ReadOnlySpan<byte> buffer) => Write(buffer, After(_writeTimeout), CancellationToken.None);

    /// <summary>Writes all of it; waits while there is no room.</summary>
    /// <param name="buffer">What.</param>
    /// <param name="timeout">null: as long as it takes, whatever <see cref="WriteTimeout"/> is.</param>
    /// <param name="cancellationToken">Ends the wait; the first part may have been written.</param>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="TimeoutException">There was no room in time; the first part may have been written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <inheritdoc cref="Write(ReadOnlySpan{byte})" path="/exception[position()>1]"/>
    public void Write(ReadOnlySpan<byte> buffer, TimeSpan? timeout, CancellationToken cancellationToken = default) => Write(buffer, Deadline.After(timeout), cancellationToken);

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <summary>Writes all of it; completes when it is in the ring. No thread waits, and nothing is allocated after the first wait.</summary>
    /// <param name="buffer">What; not to be changed before the task completes.</param>
    /// <param name="cancellationToken">Ends the wait; the first part may have been written.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <inheritdoc cref="Write(ReadOnlySpan{byte})" path="/exception[not(contains(@cref,'Timeout'))]"/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        try
        {
            while (!buffer.IsEmpty)
            {
                int piece = Math.Min(buffer.Length, _pieceBytes);
                if (!Connection.TrySend(buffer.Span[..piece]))
                    return WriteLaterAsync(buffer, cancellationToken);
                buffer = buffer[piece..];
            }

            return ValueTask.CompletedTask;
        }
        catch (Exception e)
        {
            return ValueTask.FromException(e);
        }
    }

    /// <inheritdoc/>
    public override IAsyncResult BeginWrite(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
        TaskToAsyncResult.Begin(WriteAsync(buffer, offset, count, CancellationToken.None), callback, state);

    /// <inheritdoc/>
    public override void EndWrite(IAsyncResult asyncResult) => TaskToAsyncResult.End(asyncResult);

    /// <summary>Writes a first piece, if there is room for it.</summary>
    /// <returns>How many bytes; 0: there is no room.</returns>
    internal int TryWriteSome(ReadOnlySpan<byte> buffer)
    {
        int piece = Math.Min(buffer.Length, _pieceBytes);
        return Connection.TrySend(buffer[..piece]) ? piece : 0;
    }

    /// <summary>Writes a first piece once there is room for it; cancelled, it has written nothing.</summary>
    /// <returns>How many bytes.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<int> WriteSomeAsync(ReadOnlyMemory<byte> buffer, CancellationToken token)
    {
        int piece = Math.Min(buffer.Length, _pieceBytes);
        await Connection.SendAsync(buffer[..piece], token).ConfigureAwait(false);
        return piece;
    }

    private void Write(ReadOnlySpan<byte> buffer, Deadline deadline, CancellationToken token)
    {
        while (!buffer.IsEmpty)
        {
            int piece = Math.Min(buffer.Length, _pieceBytes);
            Connection.Send(buffer[..piece], Left(deadline), token);
            buffer = buffer[piece..];
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WriteLaterAsync(ReadOnlyMemory<byte> buffer, CancellationToken token)
    {
        while (!buffer.IsEmpty)
        {
            int piece = Math.Min(buffer.Length, _pieceBytes);
            await Connection.SendAsync(buffer[..piece], token).ConfigureAwait(false);
            buffer = buffer[piece..];
        }
    }
}
