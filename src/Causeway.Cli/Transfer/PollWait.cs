using System.Diagnostics;
using Causeway.Sys;

namespace Causeway.Cli.Transfer;

/// <summary>Waits at a descriptor (poll(2)); a token ends the wait.</summary>
internal sealed class PollWait : IDisposable
{
    private readonly AnonymousPipe _bell = AnonymousPipe.Create();
    private readonly CancellationToken _token;
    private readonly CancellationTokenRegistration _registration;

    public PollWait(CancellationToken token)
    {
        _token = token;
        _registration = token.Register(_bell.Writer.Dispose);
    }

    public void Dispose()
    {
        _registration.Dispose();
        _bell.Dispose();
    }

    /// <summary>
    /// Waits until nobody has the other end any more: a pipe without readers is in error, a socket whose two directions are both shut
    /// down is hung up, one that its peer closed is so too; a file never is.
    /// </summary>
    /// <returns>False where the time passed; null is as long as it takes.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public bool ForHangUp(SafeFileDescriptor descriptor, TimeSpan? timeout = null) => For(descriptor, events: 0, timeout);

    /// <summary>Waits until there is room, or nobody has the other end any more.</summary>
    /// <inheritdoc cref="ForHangUp" path="/exception"/>
    public void ForRoom(SafeFileDescriptor descriptor) => For(descriptor, LibC.POLLOUT, timeout: null);

    /// <summary>Waits until there is something to read, or nobody has the other end any more.</summary>
    /// <inheritdoc cref="ForHangUp" path="/returns"/>
    /// <inheritdoc cref="ForHangUp" path="/exception"/>
    public bool ForInput(SafeFileDescriptor descriptor, TimeSpan? timeout) => For(descriptor, LibC.POLLIN, timeout);

    private unsafe bool For(SafeFileDescriptor descriptor, short events, TimeSpan? timeout)
    {
        long since = Stopwatch.GetTimestamp();
        LibC.pollfd* entries = stackalloc LibC.pollfd[2];
        entries[0] = new LibC.pollfd { fd = descriptor.Number, events = events };
        entries[1] = new LibC.pollfd { fd = _bell.Reader.Descriptor.Number };
        while (true)
        {
            _token.ThrowIfCancellationRequested();
            int ready = LibC.poll(entries, 2, timeout is { } most ? (int)Math.Ceiling(Math.Max(0, (most - Stopwatch.GetElapsedTime(since)).TotalMilliseconds)) : -1);
            Errno error = Errno.Last;
            if (ready < 0 && error != Errno.EINTR)
                throw SyscallFailure.Create("poll", descriptor.ToString(), error);
            if (ready > 0 && entries[0].revents != 0)
                return true;
            if (ready == 0)
                return false;
        }
    }
}
