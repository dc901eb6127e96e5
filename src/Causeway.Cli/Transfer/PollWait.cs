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
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void ForHangUp(SafeFileDescriptor descriptor) => For(descriptor, events: 0);

    /// <summary>Waits until there is room, or nobody has the other end any more.</summary>
    /// <inheritdoc cref="ForHangUp" path="/exception"/>
    public void ForRoom(SafeFileDescriptor descriptor) => For(descriptor, LibC.POLLOUT);

    private unsafe void For(SafeFileDescriptor descriptor, short events)
    {
        LibC.pollfd* entries = stackalloc LibC.pollfd[2];
        entries[0] = new LibC.pollfd { fd = descriptor.Number, events = events };
        entries[1] = new LibC.pollfd { fd = _bell.Reader.Descriptor.Number };
        while (true)
        {
            _token.ThrowIfCancellationRequested();
            int ready = LibC.poll(entries, 2, -1);
            Errno error = Errno.Last;
            if (ready < 0 && error != Errno.EINTR)
                throw SyscallFailure.Create("poll", descriptor.ToString(), error);
            if (ready > 0 && entries[0].revents != 0)
                return;
        }
    }
}
