namespace Causeway.Messaging.Rings;

/// <content>Receiving without a thread.</content>
internal sealed unsafe partial class RingReader
{
    private ReadWaiter? _waiter;

    private protected override RingWaiter Waiter => _waiter ??= new ReadWaiter(this);

    /// <summary>Receives the next message.</summary>
    public ValueTask<MessageLease> ReadAsync(CancellationToken token)
    {
        Enter();
        try
        {
            do
            {
                token.ThrowIfCancellationRequested();
                if (TryTakeOrThrow(out MessageLease lease))
                    return new ValueTask<MessageLease>(lease);
            }
            while (!TryAwait(token));
            return new ValueTask<MessageLease>(_waiter!, _waiter!.Version);
        }
        catch (Exception e)
        {
            Leave();
            return e is OperationCanceledException ? ValueTask.FromCanceled<MessageLease>(token) : ValueTask.FromException<MessageLease>(e);
        }
    }

    /// <summary>Receives the messages that are there, one at the least.</summary>
    public ValueTask<MessageBatch> ReadBatchAsync(int most, CancellationToken token)
    {
        Enter();
        try
        {
            do
            {
                token.ThrowIfCancellationRequested();
                if (TryTakeBatchOrThrow(most, out MessageBatch batch))
                    return new ValueTask<MessageBatch>(batch);
            }
            while (!TryAwait(token));
            _waiter!.Most = most;
            return new ValueTask<MessageBatch>(_waiter, _waiter.Version);
        }
        catch (Exception e)
        {
            Leave();
            return e is OperationCanceledException ? ValueTask.FromCanceled<MessageBatch>(token) : ValueTask.FromException<MessageBatch>(e);
        }
    }

    /// <summary>Waits for a message.</summary>
    /// <returns>False: the peer sends no more.</returns>
    public ValueTask<bool> WaitToReadAsync(CancellationToken token)
    {
        Enter();
        try
        {
            while (true)
            {
                token.ThrowIfCancellationRequested();
                if (Peek() is { } answer)
                {
                    Leave();
                    return new ValueTask<bool>(answer);
                }

                if (TryAwait(token))
                    return new ValueTask<bool>(_waiter!, _waiter!.Version);
            }
        }
        catch (Exception e)
        {
            Leave();
            return e is OperationCanceledException ? ValueTask.FromCanceled<bool>(token) : ValueTask.FromException<bool>(e);
        }
    }

    /// <summary>After a wait within the call.</summary>
    internal MessageLease TakeAwaited()
    {
        try
        {
            return TryTakeOrThrow(out MessageLease lease) ? lease : throw TookBack();
        }
        catch
        {
            Leave();
            throw;
        }
    }

    /// <inheritdoc cref="TakeAwaited"/>
    internal MessageBatch TakeAwaitedBatch(int most)
    {
        try
        {
            return TryTakeBatchOrThrow(most, out MessageBatch batch) ? batch : throw TookBack();
        }
        catch
        {
            Leave();
            throw;
        }
    }

    /// <inheritdoc cref="TakeAwaited"/>
    internal bool LookAwaited()
    {
        try
        {
            return Peek() ?? throw TookBack();
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Whether a message is there; false: none will come; null: neither.</summary>
    private bool? Peek()
    {
        int stop = LoadStopOrThrow();
        uint word = LoadWord();
        if (IsMessage(word))
            return true;
        if (word == Layout.Record.End)
        {
            HasEndMark = true;
            return false;
        }

        if (word != Layout.Record.None)
            throw Broken(word);
        if (stop == 0)
            return null;
        return Connection.State == SharedConnectionState.PeerClosed ? false : throw Connection.EndFailure();
    }

    /// <summary>A record was there, and is not any more: only a peer that breaks the protocol does that.</summary>
    private Exception TookBack()
    {
        Connection.Fail("it took a record back");
        return Connection.EndFailure();
    }
}
