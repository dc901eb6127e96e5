using Causeway.Sys;

namespace Causeway;

/// <content>What the kernel does with the pages: write them back, bring them in, keep them, protect them.</content>
public sealed partial class MemoryMapping
{
    /// <summary>Writes what was changed to the file (msync(2)). Other mappings of it see changes without that; of a private mapping nothing is written.</summary>
    /// <param name="wait">Whether to return only when the storage has it (MS_SYNC); else it is left to the kernel, which writes it back by itself within half a minute or so (MS_ASYNC, which on Linux does no more than that).</param>
    /// <exception cref="SyscallException">EIO: the storage failed. ENOSPC, EDQUOT: no room for it.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void Flush(bool wait = true)
    {
        using MappingLease lease = Lease();
        MappingPages.Flush(Name, lease.Address, lease.Length, wait);
    }

    /// <summary>Writes what was changed in a range to the file (msync(2)), as <see cref="Flush(bool)"/>.</summary>
    /// <param name="offset">Where it begins, in bytes; the whole pages that it touches are written.</param>
    /// <param name="lengthBytes">0 or more.</param>
    /// <param name="wait">Whether to return only when the storage has it.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not all of it lies in the mapping.</exception>
    /// <inheritdoc cref="Flush(bool)" path="/exception"/>
    public void Flush(long offset, long lengthBytes, bool wait = true)
    {
        using MappingLease lease = Lease();
        _region.Leased.ThrowIfOutside(Name, offset, lengthBytes, 1);
        long start = offset - (offset % PageBytes);
        MappingPages.Flush(Name, lease.Address + (nint)start, offset + lengthBytes - start, wait);
    }

    /// <summary>Writes what was changed to the file on a thread of its own, and completes when the storage has it (msync(2), MS_SYNC).</summary>
    /// <param name="cancellationToken">Before it has begun; what is being written cannot be stopped.</param>
    /// <inheritdoc cref="Flush(bool)" path="/exception"/>
    /// <exception cref="OperationCanceledException">The token was cancelled before it began.</exception>
    public Task FlushAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_region.IsDisposed, this);
        return Waiting.DedicatedThread.RunAsync(() => Flush(), cancellationToken);
    }

    /// <summary>Tells the kernel how all of it will be used (madvise(2)).</summary>
    /// <param name="advice">How. <see cref="MemoryAdvice.DontNeed"/>, <see cref="MemoryAdvice.Free"/> and <see cref="MemoryAdvice.Remove"/> discard contents.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such advice.</exception>
    /// <exception cref="SyscallException">EINVAL: not for this kind of memory, or not in this kernel. EIO, ENOMEM: it could not be read in.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: a hole can be punched only where it is shared and writable.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void Advise(MemoryAdvice advice)
    {
        using MappingLease lease = Lease();
        Advise(advice, lease.Address, lease.Length);
    }

    /// <summary>Tells the kernel how a range will be used (madvise(2)).</summary>
    /// <param name="advice">How.</param>
    /// <param name="offset">Where it begins, in bytes: a multiple of <see cref="PageBytes"/>.</param>
    /// <param name="lengthBytes">A multiple of it too, or to the mapping's end: nothing outside is meant with it.</param>
    /// <exception cref="ArgumentException">No such advice, or not whole pages of the mapping.</exception>
    /// <inheritdoc cref="Advise(MemoryAdvice)" path="/exception"/>
    public void Advise(MemoryAdvice advice, long offset, long lengthBytes)
    {
        using MappingLease lease = Lease();
        ThrowIfNotPages(offset, lengthBytes);
        Advise(advice, lease.Address + (nint)offset, lengthBytes);
    }

    /// <summary>Brings every page in (madvise(2), MADV_POPULATE_WRITE or _READ), so that no later touch waits for storage or fails for want of room.</summary>
    /// <remarks>
    /// Where it may be written, pages are made ready for that: a file's holes get their room, and a private mapping gets
    /// its own copy of every page. A page that is not there is an exception here instead of SIGBUS at a touch.
    /// </remarks>
    /// <exception cref="SyscallException">EFAULT: a page lies beyond the file's end, or there is no room for it. ENOMEM: out of memory. EIO: the storage failed.</exception>
    /// <exception cref="InvalidOperationException">It can neither be read nor written.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void Populate()
    {
        using MappingLease lease = Lease();
        if (!lease.CanRead && !lease.CanWrite)
            throw MappedBytes.NotAllowed(Name, toWrite: false);
        MappingPages.Advise(Name, lease.Address, lease.Length, lease.CanWrite ? LibC.MADV_POPULATE_WRITE : LibC.MADV_POPULATE_READ,
            error => error == Errno.EFAULT ? "a page lies beyond the file's end, or the file system has no room for it: lengthen and reserve the file first (Reserve)" : null);
    }

    /// <summary>Keeps all of it in memory (mlock2(2)): it is never swapped out, until <see cref="Unlock"/> or Dispose.</summary>
    /// <param name="onFault">Whether a page is kept only from its first touch on (MLOCK_ONFAULT); else all are brought in now.</param>
    /// <exception cref="SyscallException">ENOMEM, EAGAIN, EPERM: over RLIMIT_MEMLOCK (the message says it), or a page is not there.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void Lock(bool onFault = false)
    {
        using MappingLease lease = Lease();
        MappingPages.Lock(Name, lease.Address, lease.Length, onFault);
    }

    /// <summary>Lets it be swapped out again (munlock(2)). Locks do not count: one unlock undoes any number of them.</summary>
    /// <exception cref="SyscallException">ENOMEM: the process has too many mappings.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void Unlock()
    {
        using MappingLease lease = Lease();
        MappingPages.Unlock(Name, lease.Address, lease.Length);
    }

    /// <summary>Changes what may be done with all of it (mprotect(2)).</summary>
    /// <param name="protection">From now on. Memory that is written and executed in turn: take Write away before Execute is given.</param>
    /// <exception cref="ArgumentOutOfRangeException">Something beside read, write and execute.</exception>
    /// <exception cref="InvalidOperationException">It would take a right away while leases are out, or something is placed in it.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: shared, and the file was not opened to write; or its file system is mounted noexec.</exception>
    /// <exception cref="SyscallException">ENOMEM: the process has too many mappings.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void Protect(MappingProtection protection)
    {
        int number = MappingFlags.ToProtection(protection);
        _region.Change(() =>
        {
            if ((_protection & ~protection) == MappingProtection.None)
                SetProtection(protection, number);
            else
                _region.ChangeUnused("lose rights", () => SetProtection(protection, number));
        });
    }

    private void SetProtection(MappingProtection protection, int number)
    {
        nint address = _mapping.DangerousGetHandle();
        MappingPages.Protect(Name, address, _mapping.Length, number);
        _protection = protection;
        _region.Set(BytesAt(address, Length, protection));
    }

    private void Advise(MemoryAdvice advice, nint address, long bytes)
    {
        if (advice == MemoryAdvice.Remove && !(CanWrite && Sharing == MappingSharing.Shared))
            throw new InvalidOperationException($"A hole is punched only through a mapping that is shared and may be written; \"{Name}\" is not.");
        MappingPages.Advise(Name, address, bytes, ToNumber(advice),
            error => error == Errno.EINVAL ? $"{advice} is not for this kind of memory, or the kernel is built without it" : null);
    }

    private void ThrowIfNotPages(long offset, long lengthBytes)
    {
        _region.Leased.ThrowIfOutside(Name, offset, lengthBytes, 1);
        if (offset % PageBytes != 0)
            throw new ArgumentException($"The offset {offset} must be a multiple of {PageBytes}, the page size.", nameof(offset));
        if (lengthBytes % PageBytes != 0 && offset + lengthBytes != Length)
            throw new ArgumentException($"The length {lengthBytes} must be a multiple of {PageBytes}, the page size, or reach to the end.", nameof(lengthBytes));
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

    private static int ToNumber(MemoryAdvice advice) => advice switch
    {
        MemoryAdvice.Normal => LibC.MADV_NORMAL,
        MemoryAdvice.Random => LibC.MADV_RANDOM,
        MemoryAdvice.Sequential => LibC.MADV_SEQUENTIAL,
        MemoryAdvice.WillNeed => LibC.MADV_WILLNEED,
        MemoryAdvice.DontNeed => LibC.MADV_DONTNEED,
        MemoryAdvice.Free => LibC.MADV_FREE,
        MemoryAdvice.Remove => LibC.MADV_REMOVE,
        MemoryAdvice.HugePage => LibC.MADV_HUGEPAGE,
        MemoryAdvice.NoHugePage => LibC.MADV_NOHUGEPAGE,
        MemoryAdvice.Mergeable => LibC.MADV_MERGEABLE,
        MemoryAdvice.Unmergeable => LibC.MADV_UNMERGEABLE,
        MemoryAdvice.DontDump => LibC.MADV_DONTDUMP,
        MemoryAdvice.DoDump => LibC.MADV_DODUMP,
        MemoryAdvice.Cold => LibC.MADV_COLD,
        MemoryAdvice.PageOut => LibC.MADV_PAGEOUT,
        _ => throw new ArgumentOutOfRangeException(nameof(advice), advice, "One of the advices."),
    };
}
