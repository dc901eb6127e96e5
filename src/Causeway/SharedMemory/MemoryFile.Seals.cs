using Causeway.Sys;

namespace Causeway;

/// <content>Seals, and mappings that rely on them.</content>
public sealed partial class MemoryFile
{
    private const MemoryFileSeals AllSeals = MemoryFileSeals.Seal | MemoryFileSeals.Shrink | MemoryFileSeals.Grow
        | MemoryFileSeals.Write | MemoryFileSeals.FutureWrite | MemoryFileSeals.Exec;

    /// <summary>What is sealed now (fcntl(2), F_GET_SEALS). It can only become more.</summary>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public MemoryFileSeals Seals
    {
        get
        {
            int seals = LibC.fcntl(_descriptor, LibC.F_GET_SEALS, 0);
            Errno error = Errno.Last;
            return seals >= 0 ? (MemoryFileSeals)seals : throw SyscallFailure.Create("fcntl(F_GET_SEALS)", Name, error);
        }
    }

    /// <summary>Adds seals (fcntl(2), F_ADD_SEALS), for everybody and for ever.</summary>
    /// <param name="seals">Those to add; those that are on already may be among them.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not seals.</exception>
    /// <exception cref="SyscallException">EPERM: <see cref="MemoryFileSeals.Seal"/> is on, or the descriptor is to read only. EBUSY: <see cref="MemoryFileSeals.Write"/>, and somebody has a mapping that can be written. EINVAL: <see cref="MemoryFileSeals.Exec"/> before Linux 6.3.</exception>
    public void AddSeals(MemoryFileSeals seals)
    {
        if ((seals & ~AllSeals) != MemoryFileSeals.None)
            throw new ArgumentOutOfRangeException(nameof(seals), seals, $"Of {AllSeals}.");
        AddSeals(_descriptor, Name, seals);
    }

    /// <summary>Refuses a file whose seals or size are not what its use relies on.</summary>
    /// <param name="seals">Seals that must be on.</param>
    /// <param name="sizeBytes">The least size.</param>
    /// <exception cref="InvalidDataException">A seal is missing, or it is shorter; the message says which.</exception>
    public void ThrowIfUnsealed(MemoryFileSeals seals, long sizeBytes = 0)
    {
        // The seals first: once it cannot shrink, the size that is read next holds.
        MemoryFileSeals missing = seals & ~Seals;
        if (missing != MemoryFileSeals.None)
            throw new InvalidDataException($"memfd \"{Name}\" is not sealed as required: {missing} is missing; whoever made it adds it with AddSeals before sending it");
        if (SizeBytes is var size && size < sizeBytes)
            throw new InvalidDataException($"memfd \"{Name}\" has {Counted.Of(size, "byte")}, and {sizeBytes} are required; it must be given its size before it is sealed");
    }

    /// <summary>Maps it, shared with everyone who maps it.</summary>
    /// <remarks>A peer that may shorten the file ends this process with SIGBUS: where it is not trusted use <see cref="MapSealed"/>.</remarks>
    /// <param name="access">Read, or ReadWrite, which needs a file that is not sealed against writing.</param>
    /// <param name="offset">Where it begins in the file: 0 or a multiple of the page size.</param>
    /// <param name="lengthBytes">1 or more; null to the file's end.</param>
    /// <inheritdoc cref="Map(MappingOptions)" path="/exception"/>
    public MemoryMapping Map(FileAccess access = FileAccess.ReadWrite, long offset = 0, long? lengthBytes = null) =>
        MapAs(access, MappingSharing.Shared, offset, lengthBytes);

    /// <summary>Maps it as the options say: private, executable, populated.</summary>
    /// <param name="options">What, and how.</param>
    /// <exception cref="ArgumentException">An option cannot be right, or the range reaches beyond the file's end.</exception>
    /// <exception cref="SyscallException">EPERM: sealed against writing, and to be written. ENOMEM: no address space, or no huge pages.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: not opened for this access.</exception>
    public MemoryMapping Map(MappingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return MemoryMapping.Map(_descriptor, Name, options);
    }

    /// <summary>
    /// Maps the file of a peer that is not trusted, from its beginning: only if it can no longer shrink, has the other seals that
    /// are required, is long enough, and has ordinary pages. Whatever the peer does then, touching the mapping does not fail
    /// (unless vm.overcommit_memory is 2 and the machine's commit limit is reached: a hole of the file is SIGBUS then).
    /// </summary>
    /// <param name="lengthBytes">How much to map, 1 or more.</param>
    /// <param name="access">Read, or ReadWrite, which needs a file that is not sealed against writing.</param>
    /// <param name="required">Seals that must be on beside <see cref="MemoryFileSeals.Shrink"/>.</param>
    /// <remarks>
    /// Unless <see cref="MemoryFileSeals.Write"/> is required the bytes may change at any time: load them once, check, then use. A file
    /// that is sealed against all writing is mapped private to read, which every kernel allows and nobody can tell from shared.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The length is not positive.</exception>
    /// <exception cref="InvalidDataException">The file is not so; the message says what is missing.</exception>
    /// <exception cref="SyscallException">EPERM: to be written, and sealed against that. ENOMEM: no address space.</exception>
    public MemoryMapping MapSealed(long lengthBytes, FileAccess access = FileAccess.ReadWrite, MemoryFileSeals required = MemoryFileSeals.None)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lengthBytes);
        ThrowIfUnsealed(required | MemoryFileSeals.Shrink, lengthBytes);
        if (HasHugePages())
            throw new InvalidDataException($"memfd \"{Name}\" has huge pages: a peer could take them all and leave none for a page of this one that is not there, which is SIGBUS; map only such of peers that are trusted, with Map");
        bool isFixed = access == FileAccess.Read && Seals.HasFlag(MemoryFileSeals.Write);
        return MapAs(access, isFixed ? MappingSharing.Private : MappingSharing.Shared, 0, lengthBytes);
    }

    internal static void AddSeals(SafeFileDescriptor descriptor, string name, MemoryFileSeals seals)
    {
        int result = LibC.fcntl(descriptor, LibC.F_ADD_SEALS, (nint)seals);
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Create("fcntl(F_ADD_SEALS)", name, error,
                error == Errno.EPERM ? "it takes no more seals (it has Seal, or was created without AllowSealing), or was opened to read only"
                : error == Errno.EBUSY ? "somebody has it mapped to be written: unmap it first, or add FutureWrite instead of Write"
                : error == Errno.EINVAL ? "this kernel does not know one of them: Exec came with Linux 6.3"
                : null);
    }

    private MemoryMapping MapAs(FileAccess access, MappingSharing sharing, long offset, long? lengthBytes) =>
        MemoryMapping.Map(_descriptor, Name, MemoryMapping.Options(access, sharing, offset, lengthBytes));

    /// <summary>Whether its pages are of hugetlbfs: others can take them away.</summary>
    internal unsafe bool HasHugePages()
    {
        LibC.statfs status;
        int result = LibC.fstatfs(_descriptor, &status);
        Errno error = Errno.Last;
        return result == 0 ? status.f_type == LibC.HUGETLBFS_MAGIC : throw SyscallFailure.Create("fstatfs", Name, error);
    }
}
