using Causeway.Sys;

namespace Causeway.Waiting;

/// <summary>Another process's doorbell, held open for writing: rings it, and hears of its death.</summary>
/// <remarks>The kernel reports EPOLLERR on a FIFO that nobody has open for reading any more: by whatever death, at once.</remarks>
internal sealed class PeerDoorbell(SafeFileDescriptor writer)
{
    /// <summary>Opens one (openat(2), O_WRONLY and O_NONBLOCK).</summary>
    /// <returns>null: nobody reads it (ENXIO), or it is not there.</returns>
    public static unsafe PeerDoorbell? TryOpen(SafeFileDescriptor directory, string name)
    {
        int number = LibC.openat(directory, name, LibC.O_WRONLY | LibC.O_NONBLOCK | LibC.O_NOFOLLOW | LibC.O_CLOEXEC, 0);
        Errno error = Errno.Last;
        if (number < 0)
            return error == Errno.ENXIO || error == Errno.ENOENT || error == Errno.ELOOP ? null : throw SyscallFailure.Opening("open", name, error);
        SafeFileDescriptor writer = new(number);
        LibC.statx_t status;
        if (LibC.statx(writer, &status) == 0 && (status.stx_mode & LibC.S_IFMT) == LibC.S_IFIFO)
            return new PeerDoorbell(writer);
        writer.Dispose();
        return null;
    }

    /// <summary>Sends the peer its number for an object.</summary>
    /// <remarks>
    /// Into a full FIFO nothing goes (EAGAIN), and need not: whoever empties a whole FIFO looks at all its objects. Nor into one that
    /// nobody reads (EPIPE): the death is told to all who wait.
    /// </remarks>
    public void Ring(ulong cookie)
    {
        try
        {
            Send(writer, cookie);
        }
        catch (ObjectDisposedException)
        {
            // Closed since it was looked up: the process is dead, and that is told to all who wait.
        }
    }

    /// <summary>Writes a number to a doorbell.</summary>
    public static unsafe void Send(SafeFileDescriptor doorbell, ulong cookie)
    {
        nint sent = LibC.write(doorbell, (byte*)&cookie, sizeof(ulong), out Errno error);
        if (sent < 0 && error != Errno.EAGAIN && error != Errno.EPIPE)
            throw SyscallFailure.Create("write", "doorbell", error);
    }

    /// <summary>Waits until the process is dead. Goes on on the reactor's thread.</summary>
    /// <returns>False: it was closed before.</returns>
    public async Task<bool> WaitForDeathAsync()
    {
        try
        {
            DescriptorWatch watch = Reactor.Shared.Watch(writer);
            while (true)
            {
                uint seen = watch.Edges(Direction.Read);
                if ((DescriptorPoll.Peek(writer, 0) & LibC.POLLERR) != 0)
                    return true;
                await watch.WaitAsync(Direction.Read, seen, Deadline.Infinite, inline: true, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Lets go of it.</summary>
    public void Close() => writer.Dispose();
}
