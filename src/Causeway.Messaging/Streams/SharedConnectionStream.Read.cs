using System.Runtime.CompilerServices;
using Causeway.Sys;

namespace Causeway;

/// <content>Reading.</content>
/// <remarks>
/// What a read leaves of a record stays leased until the next one. Dispose may come while another thread copies out of it: then that
/// thread lets it go when it is done.
/// </remarks>
public sealed partial class SharedConnectionStream
{
    /// <summary>A read is under way.</summary>
    private const int Reading = 1;
    private const int Disposed = 2;

    private int _state;
    private MessageLease _record;
    private int _taken;
    private bool _isAtEnd;

    private bool IsDisposed => (Volatile.Read(ref _state) & Disposed) != 0;

    private bool HasRest => _taken < _record.Length;

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    /// <summary>Reads what is there; waits while there is nothing. A read of no bytes waits until there is something.</summary>
    /// <param name="buffer">Where to.</param>
    /// <returns>How many bytes; 0 at the end.</returns>
    /// <exception cref="TimeoutException">Nothing came within <see cref="ReadTimeout"/>.</exception>
    /// <exception cref="InvalidOperationException">Another read is under way.</exception>
    /// <exception cref="PeerDiedException">The peer died, and all that it had written has been read.</exception>
    /// <exception cref="ProtocolViolationException">The peer broke the protocol.</exception>
    /// <exception cref="ObjectDisposedException">The stream or the connection was disposed.</exception>
    public override int Read(Span<byte> buffer) => Read(buffer, After(_readTimeout), CancellationToken.None);

    /// <summary>Reads what is there; waits while there is nothing. A read of no bytes waits until there is something.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="timeout">null: as long as it takes, whatever <see cref="ReadTimeout"/> is.</param>
    /// <param name="cancellationToken">Ends the wait; nothing was read then.</param>
    /// <returns>How many bytes; 0 at the end.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="TimeoutException">Nothing came in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <inheritdoc cref="Read(Span{byte})" path="/exception[position()>1]"/>
    public int Read(Span<byte> buffer, TimeSpan? timeout, CancellationToken cancellationToken = default) => Read(buffer, Deadline.After(timeout), cancellationToken);

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <summary>Reads what is there; completes when there is something. No thread waits, and nothing is allocated after the first wait.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="cancellationToken">Ends the wait; nothing was read then.</param>
    /// <returns>How many bytes; 0 at the end.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <inheritdoc cref="Read(Span{byte})" path="/exception[not(contains(@cref,'Timeout'))]"/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<int>(cancellationToken);
        Enter();
        try
        {
            int count = TakeSome(buffer.Span);
            if (!IsDone(buffer.Length, count))
                return ReadLaterAsync(buffer, cancellationToken);
            Leave();
            return new ValueTask<int>(count);
        }
        catch (Exception e)
        {
            Leave();
            return ValueTask.FromException<int>(e);
        }
    }

    /// <inheritdoc/>
    public override IAsyncResult BeginRead(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
        TaskToAsyncResult.Begin(ReadAsync(buffer, offset, count, CancellationToken.None), callback, state);

    /// <inheritdoc/>
    public override int EndRead(IAsyncResult asyncResult) => TaskToAsyncResult.End<int>(asyncResult);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadLaterAsync(Memory<byte> buffer, CancellationToken token)
    {
        try
        {
            int count;
            do
            {
                token.ThrowIfCancellationRequested();
                Keep(await Connection.ReceiveAsync(token).ConfigureAwait(false));
            }
            while (!IsDone(buffer.Length, count = TakeSome(buffer.Span)));
            return count;
        }
        catch (PeerClosedException)
        {
            _isAtEnd = true;
            return 0;
        }
        finally
        {
            Leave();
        }
    }

    private int Read(Span<byte> buffer, Deadline deadline, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        Enter();
        try
        {
            int count;
            while (!IsDone(buffer.Length, count = TakeSome(buffer)))
                WaitForRecord(deadline, token);
            return count;
        }
        finally
        {
            Leave();
        }
    }

    private bool IsDone(int wanted, int count) => count > 0 || _isAtEnd || (wanted == 0 && HasRest);

    private void WaitForRecord(Deadline deadline, CancellationToken token)
    {
        try
        {
            Keep(Connection.Receive(Left(deadline), token));
        }
        catch (PeerClosedException)
        {
            _isAtEnd = true;
        }
    }

    /// <summary>Copies what is there.</summary>
    private int TakeSome(Span<byte> buffer)
    {
        int count = 0;
        while (count < buffer.Length && (HasRest || TryNext(count)))
        {
            ReadOnlySpan<byte> rest = _record.Span[_taken..];
            int part = Math.Min(rest.Length, buffer.Length - count);
            rest[..part].CopyTo(buffer[count..]);
            count += part;
            _taken += part;
            if (!HasRest)
                Release();
        }

        return count;
    }

    private bool TryNext(int count)
    {
        try
        {
            if (_isAtEnd || !Connection.TryReceive(out MessageLease record))
                return false;
            Keep(record);
            return HasRest;
        }
        catch (PeerClosedException)
        {
            _isAtEnd = true;
            return false;
        }
        catch (IOException) when (count > 0)
        {
            // The next read hears of it.
            return false;
        }
    }

    private void Keep(MessageLease record)
    {
        _record = record;
        _taken = 0;
        if (record.Length > 0)
            return;

        // Nobody writes those. Without end, and they are cheap, they would keep whoever reads for ever.
        Release();
        Connection.Fail("an empty record in a stream");
        throw Connection.EndFailure();
    }

    private void Release()
    {
        _record.Dispose();
        _record = default;
        _taken = 0;
    }

    private void Enter()
    {
        int before = Interlocked.CompareExchange(ref _state, Reading, 0);
        ObjectDisposedException.ThrowIf((before & Disposed) != 0, this);
        if (before != 0)
            throw new InvalidOperationException($"connection \"{Connection.Name}\": another read is under way; one thread or task may read at a time.");
    }

    private void Leave()
    {
        if (Interlocked.And(ref _state, ~Reading) != Reading)
            Release();
    }

    /// <summary>The connection is disposed here: what the last read has left of a record is not read any more, and its lease keeps no memory.</summary>
    internal void LetRestGo()
    {
        if (Interlocked.Or(ref _state, Disposed) == 0)
            Release();
    }
}
