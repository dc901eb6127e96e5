using Causeway.Sys;

namespace Causeway.Waiting;

/// <summary>What an asynchronous call waits for between its attempts.</summary>
/// <remarks>
/// <code>
/// var room = new Readiness(descriptor, Direction.Write);
/// while (true)
/// {
///     room.Look();               // before the attempt: readiness that comes after this ends the wait
///     if (TryCall(...))
///         return;
///     await room.WaitAsync(inline, token).ConfigureAwait(false);
/// }
/// </code>
/// A descriptor that never has to be waited for is never registered: where it is, every message costs the peer more. For one
/// wait at a time, in a local variable of the method that awaits it.
/// </remarks>
/// <param name="descriptor">What is waited for.</param>
/// <param name="direction">And for what of it.</param>
internal struct Readiness(SafeFileDescriptor descriptor, Direction direction)
{
    /// <summary>From about here on the kernel puts what a stream is sent at once into several buffers: room is announced before the peer has taken all.</summary>
    private const int LongBytes = 32 * 1024;

    private DescriptorWatch? _watch = Reactor.WatchOf(descriptor);
    private uint _seen;

    /// <summary>Whether an event said that no input will come any more (EPOLLRDHUP), after what is there.</summary>
    public readonly bool HasEnded => _watch?.HasEnded == true;

    /// <summary>Remembers how many edges there have been.</summary>
    public void Look() => _seen = _watch?.Look(direction) ?? 0;

    /// <summary>Tells how much has been sent at once: where it was much, a wait for the answer wakes up early (see <see cref="DescriptorWatch"/>).</summary>
    public readonly void TellSent(int bytes)
    {
        if (_watch is not null)
            _watch.HasSentLong = bytes >= LongBytes;
    }

    /// <summary>Waits for an edge since <see cref="Look"/>; the first time, registers and asks for one more attempt: readiness that came before is no edge.</summary>
    /// <param name="inline">Run the continuation on the reactor's thread.</param>
    /// <param name="token">Ends the wait.</param>
    /// <exception cref="ObjectDisposedException">The descriptor was disposed, before or during the wait.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<bool> WaitAsync(bool inline, CancellationToken token)
    {
        if (_watch is not null)
            return _watch.WaitAsync(direction, _seen, Deadline.Infinite, inline, token);
        token.ThrowIfCancellationRequested();
        _watch = Reactor.Shared.Watch(descriptor);
        return new ValueTask<bool>(true);
    }
}
