using Causeway.Sys;

namespace Causeway;

/// <content>What the kernel does with the pages: write them back, take advice on them, protect them.</content>
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
    /// <exception cref="SyscallException">EINVAL: not for this kind of memory, not while it is locked, or not in this kernel. EAGAIN: the process has too many mappings. EIO, ENOMEM: it could not be read in.</exception>
    /// <exception cref="InvalidOperationException">A hole can be punched only where it is shared and writable.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void Advise(MemoryAdvice advice)
    {
        using MappingLease lease = Lease();
        Advise(advice, lease.Address, RoundUp(lease.Length, PageBytes));
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
        Advise(advice, lease.Address + (nint)offset, RoundUp(lengthBytes, PageBytes));
    }

    /// <summary>Changes what may be done with all of it (mprotect(2)). A part that is to have rights of its own is mapped by itself.</summary>
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
            error => error == Errno.EINVAL ? $"{advice} is not for this kind of memory, not while it is locked, or the kernel is built without it" : null);
    }

    private void ThrowIfNotPages(long offset, long lengthBytes)
    {
        _region.Leased.ThrowIfOutside(Name, offset, lengthBytes, 1);
        if (offset % PageBytes != 0)
            throw new ArgumentException($"The offset {offset} must be a multiple of {PageBytes}, the page size.", nameof(offset));
        if (lengthBytes % PageBytes != 0 && offset + lengthBytes != Length)
            throw new ArgumentException($"The length {lengthBytes} must be a multiple of {PageBytes}, the page size, or reach to the end.", nameof(lengthBytes));
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
