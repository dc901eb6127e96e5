using Causeway.Sys;

namespace Causeway;

/// <content>Bringing pages into memory, and keeping them there.</content>
public sealed partial class MemoryMapping
{
    /// <summary>Brings every page in (madvise(2), MADV_POPULATE_WRITE or _READ), so that no later touch waits for storage or fails for want of room.</summary>
    /// <remarks>
    /// Where it may be written, pages are made ready for that: a file's holes get their room, and a private mapping gets
    /// its own copy of every page. A page that is not there is an exception here instead of SIGBUS at a touch.
    /// </remarks>
    /// <exception cref="SyscallException">
    /// EFAULT: a page lies beyond the file's end, or there is no room for it. ENOMEM: out of memory. EIO: the storage failed.
    /// EINVAL: a kernel before 5.14.
    /// </exception>
    /// <exception cref="InvalidOperationException">It can neither be read nor written.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void Populate()
    {
        using MappingLease lease = Lease();
        Populate(lease.Address, lease.Length);
    }

    /// <summary>Brings the pages of a range in, as <see cref="Populate()"/>.</summary>
    /// <param name="offset">Where it begins, in bytes; the whole pages that it touches are brought in.</param>
    /// <param name="lengthBytes">0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not all of it lies in the mapping.</exception>
    /// <inheritdoc cref="Populate()" path="/exception"/>
    public void Populate(long offset, long lengthBytes)
    {
        using MappingLease lease = Lease();
        _region.Leased.ThrowIfOutside(Name, offset, lengthBytes, 1);
        long start = offset - (offset % PageBytes);
        Populate(lease.Address + (nint)start, offset + lengthBytes - start);
    }

    /// <summary>Keeps all of it in memory (mlock2(2)): it is never swapped out, until <see cref="Unlock()"/> or Dispose.</summary>
    /// <param name="onFault">Whether a page is kept only from its first touch on (MLOCK_ONFAULT); else all are brought in now.</param>
    /// <exception cref="SyscallException">ENOMEM, EAGAIN, EPERM: over RLIMIT_MEMLOCK (the message says it), or a page is not there.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void Lock(bool onFault = false)
    {
        using MappingLease lease = Lease();
        MappingPages.Lock(Name, lease.Address, lease.Length, onFault);
    }

    /// <summary>Keeps a range in memory (mlock2(2)), as <see cref="Lock(bool)"/>.</summary>
    /// <param name="offset">Where it begins, in bytes: a multiple of <see cref="PageBytes"/>.</param>
    /// <param name="lengthBytes">A multiple of it too, or to the mapping's end.</param>
    /// <param name="onFault">Whether a page is kept only from its first touch on (MLOCK_ONFAULT); else all are brought in now.</param>
    /// <exception cref="ArgumentException">Not whole pages of the mapping.</exception>
    /// <inheritdoc cref="Lock(bool)" path="/exception"/>
    public void Lock(long offset, long lengthBytes, bool onFault = false)
    {
        using MappingLease lease = Lease();
        ThrowIfNotPages(offset, lengthBytes);
        MappingPages.Lock(Name, lease.Address + (nint)offset, lengthBytes, onFault);
    }

    /// <summary>Lets it be swapped out again (munlock(2)). Locks do not count: one unlock undoes any number of them.</summary>
    /// <exception cref="SyscallException">ENOMEM: the process has too many mappings.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void Unlock()
    {
        using MappingLease lease = Lease();
        MappingPages.Unlock(Name, lease.Address, lease.Length);
    }

    /// <summary>Lets a range be swapped out again (munlock(2)), as <see cref="Unlock()"/>.</summary>
    /// <param name="offset">Where it begins, in bytes: a multiple of <see cref="PageBytes"/>.</param>
    /// <param name="lengthBytes">A multiple of it too, or to the mapping's end.</param>
    /// <exception cref="ArgumentException">Not whole pages of the mapping.</exception>
    /// <inheritdoc cref="Unlock()" path="/exception"/>
    public void Unlock(long offset, long lengthBytes)
    {
        using MappingLease lease = Lease();
        ThrowIfNotPages(offset, lengthBytes);
        MappingPages.Unlock(Name, lease.Address + (nint)offset, lengthBytes);
    }

    private void Populate(nint address, long lengthBytes)
    {
        if (!CanRead && !CanWrite)
            throw MappedBytes.NotAllowed(Name, toWrite: false);
        MappingPages.Advise(Name, address, RoundUp(lengthBytes, PageBytes), CanWrite ? LibC.MADV_POPULATE_WRITE : LibC.MADV_POPULATE_READ,
            error => error == Errno.EFAULT ? "a page lies beyond the file's end, or the file system has no room for it: lengthen and reserve the file first (Reserve)"
                : error == Errno.EINVAL ? "kernels before 5.14 cannot: touch a byte of every page instead" : null);
    }

    private void PopulateOrDispose()
    {
        try
        {
            Populate();
        }
        catch
        {
            Dispose();
            throw;
        }
    }
}
