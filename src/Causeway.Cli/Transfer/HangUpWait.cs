using Causeway.Sys;

namespace Causeway.Cli.Transfer;

/// <summary>Waits until whoever reads a descriptor is gone; a token ends the wait.</summary>
internal sealed class HangUpWait : IDisposable
{
    private readonly AnonymousPipe _bell = AnonymousPipe.Create();
    private readonly CancellationToken _token;
    private readonly CancellationTokenRegistration _registration;

    public HangUpWait(CancellationToken token)
    {
        _token = token;
        _registration = token.Register(_bell.Writer.Dispose);
    }

    public void Dispose()
    {
        _registration.Dispose();
        _bell.Dispose();
    }

    /// <summary>Waits: a pipe without readers is in error, a socket is hung up; a file never is.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public unsafe void For(SafeFileDescriptor descriptor)
    {
        LibC.pollfd* entries = stackalloc LibC.pollfd[2];
        entries[0] = new LibC.pollfd { fd = descriptor.Number };
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
