using Causeway.Sys;

namespace Causeway;

public readonly partial record struct SysVSharedMemory
{
    private static readonly SysVAttachOptions s_readWrite = new();
    private static readonly SysVAttachOptions s_readOnly = new() { ReadOnly = true };

    /// <summary>Maps the segment into this process (shmat(2)), at an address that the kernel chooses.</summary>
    /// <param name="readOnly">Maps it without permission to write: needs read permission alone.</param>
    /// <exception cref="SyscallException">EINVAL: no such segment. ENOMEM: no address space.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: the segment's mode does not let this user.</exception>
    public SysVSharedMemoryAttachment Attach(bool readOnly = false) => Attach(readOnly ? s_readOnly : s_readWrite);

    /// <summary>Maps the segment into this process (shmat(2)), as the options say.</summary>
    /// <param name="options">Where, and what for.</param>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="SyscallException">
    /// EINVAL: no such segment, the address is no multiple of the page size, or something is mapped there. ENOMEM: no address space.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: the segment's mode does not let this user.</exception>
    public SysVSharedMemoryAttachment Attach(SysVAttachOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        nint address = LibC.shmat(Id, options.Address, options.ToFlags(nameof(options)), out Errno error);
        if (address == -1)
            throw SyscallFailure.Opening("shmat", ToString(), error, SysVSharedMemoryRemedy.Attaching(error, options));
        var handle = new SafeSysVAttachment(address);

        // While it is attached its id stays its own: the size is this segment's.
        if (TryStat(Id, out LibC.shmid_ds status, out error))
            return new SysVSharedMemoryAttachment(this, handle, (long)status.shm_segsz, options.ReadOnly);
        handle.Dispose();
        throw ControlFailure("IPC_STAT", error);
    }
}
