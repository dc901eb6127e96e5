using System.Runtime.CompilerServices;
using Causeway.Messaging.Layout;
using Causeway.Messaging.Rings;
using Causeway.Messaging.Telemetry;

namespace Causeway;

/// <content>Its end.</content>
public sealed partial class SharedConnection
{
    private readonly Lock _life = new();
    private string? _violation;

    /// <summary>Whether the memory may go: Dispose needs it no more, and whoever entered before its barrier has been seen to be in it.</summary>
    private volatile bool _mayLetGo;
    private volatile SharedConnectionState _state;

    /// <summary>What has become of it.</summary>
    public SharedConnectionState State => _state;

    private unsafe uint* OwnClosed => (uint*)Memory.ControlOf(_ownDirection, RingLayout.Closed32);

    private unsafe uint* PeersClosed => (uint*)Memory.ControlOf(1 - _ownDirection, RingLayout.Closed32);

    /// <summary>Closes it in good order: the peer receives what was sent, then <see cref="PeerClosedException"/>. What waits here ends with ObjectDisposedException.</summary>
    /// <remarks>Leases and reservations that are out stay usable; the memory goes with the last of them. Harmless twice.</remarks>
    public void Dispose() => Close(inGoodOrder: true);

    /// <summary>Ends it at once, as a death would: the peer receives what was sent, then <see cref="PeerDiedException"/>. What waits here ends with ObjectDisposedException.</summary>
    /// <remarks>
    /// For what has failed halfway: the peer does not take the part for the whole. What <see cref="CompleteSending"/> has said stays said. As <see cref="Dispose"/> in all else,
    /// and harmless after it.
    /// </remarks>
    public void Abort() => Close(inGoodOrder: false);

    private unsafe void Close(bool inGoodOrder)
    {
        lock (_life)
        {
            if (_state == SharedConnectionState.Disposed)
                return;
            _state = SharedConnectionState.Disposed;
        }

        _writer.Halt(RingStop.Disposed);
        _reader.Halt(RingStop.Disposed);
        Interlocked.MemoryBarrierProcessWide(); // (D) of RingSide: whoever enters from now on sees it
        try
        {
            if (inGoodOrder)
            {
                _writer.Close(OwnClosed);
                _reader.Close();
            }

            _stream?.LetRestGo();
            Socket.Dispose();
        }
        finally
        {
            _mayLetGo = true;
            LetGoIfUnused();
        }

        ConnectionMetrics.Closed(_tally);
        if (inGoodOrder)
            ConnectionLog.Closed(_log, Name, Peer.ProcessId);
        else
            ConnectionLog.Aborted(_log, Name, Peer.ProcessId);
    }

    /// <summary>Unmaps the memory, if the connection is disposed and nothing here uses it any more. Harmless twice.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void LetGoIfUnused()
    {
        // Both sides may be left at the same moment, and Dispose come to its end: each has said so before it looks at the others.
        Interlocked.MemoryBarrier();
        if (_mayLetGo && _writer.IsFree && _reader.IsFree)
            Memory.Dispose();
    }

    /// <summary>Has both sides look again, on the reactor's thread: a doorbell was rung.</summary>
    internal void LookAtBoth()
    {
        _reader.Look();
        _writer.Look();
    }

    /// <summary>The socket has hung up, after everything that came on it was read; or something came on it that must not.</summary>
    /// <param name="violation">What; null: a hang-up.</param>
    internal void Ended(string? violation)
    {
        if (!TryEnd(violation))
            return;
        _writer.Halt(RingStop.Ended);
        _reader.Halt(RingStop.Ended);
        TellOfEnd();
    }

    /// <summary>Ends it: the peer broke the protocol.</summary>
    internal void Fail(string violation)
    {
        Ended(violation);
        Socket.Dispose();
    }

    /// <summary>Within a call: what one throws that finds the peer's end mark, which comes with closing, and without.</summary>
    internal unsafe PeerClosedException NoMore() => new(Name, mayStillReceive: State == SharedConnectionState.Open && Volatile.Read(ref *PeersClosed) != 1);

    /// <summary>What a call throws that cannot go on.</summary>
    internal Exception EndFailure()
    {
        // The socket's end may have been seen by a call before the reactor told of it: how it ended is looked at now, then.
        Ended(null);
        return _state switch
        {
            SharedConnectionState.Disposed => new ObjectDisposedException(nameof(SharedConnection), $"The connection \"{Name}\" was disposed in this process."),
            SharedConnectionState.PeerClosed => new PeerClosedException(Name),
            SharedConnectionState.Failed => new ProtocolViolationException(Name, _violation!),
            _ => new PeerDiedException(Name),
        };
    }

    private void TellOfEnd()
    {
        switch (_state)
        {
            case SharedConnectionState.PeerClosed:
                ConnectionLog.PeerClosed(_log, Name, Peer.ProcessId);
                break;
            case SharedConnectionState.PeerDied:
                ConnectionMetrics.Died();
                ConnectionLog.PeerDied(_log, Name, Peer.ProcessId);
                break;
            case SharedConnectionState.Failed:
                ConnectionLog.PeerBrokeProtocol(_log, Name, Peer.ProcessId, Peer.UserId, _violation!);
                break;
        }
    }

    private unsafe bool TryEnd(string? violation)
    {
        lock (_life)
        {
            if (_state != SharedConnectionState.Open || !Memory.TryHold())
                return false;
            bool closed = Volatile.Read(ref *PeersClosed) == 1; // acquire: pairs with the release of whoever closed
            Memory.DangerousRelease();
            _violation = violation;
            _state = violation is not null ? SharedConnectionState.Failed : closed ? SharedConnectionState.PeerClosed : SharedConnectionState.PeerDied;
            return true;
        }
    }
}
