using System.Runtime.InteropServices;
using System.Text.Unicode;
using Causeway.Sys;

namespace Causeway.Messaging.Layout;

/// <summary>The memory of one connection as this process has it mapped: the header page, and each ring twice in a row, so that no record is ever torn in two.</summary>
internal sealed unsafe class RingMemory : SafeHandle
{
    /// <summary>What the memfd is called.</summary>
    public const string Name = "causeway-connection";

    private readonly nuint _mappedBytes;
    private MemoryFile? _file;

    private RingMemory(MemoryFile? file, nint address, int ringBytes)
        : base(0, ownsHandle: true)
    {
        _file = file;
        RingBytes = ringBytes;
        _mappedBytes = MappedBytes(ringBytes);
        SetHandle(address);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The size of each ring.</summary>
    public int RingBytes { get; }

    /// <summary>The memfd, to be sent, where this process made it; until <see cref="CloseDescriptor"/>.</summary>
    public SafeFileDescriptor Descriptor => _file?.Descriptor ?? throw new InvalidOperationException("The memory is another's, or its descriptor is closed.");

    private byte* Address => (byte*)handle;

    /// <summary>Makes one: all of its memory taken, so that it cannot be missing later, and sealed against any change of its size.</summary>
    /// <param name="mode">What its rings carry.</param>
    /// <param name="ringBytes">The size of each ring.</param>
    /// <param name="barriers">Whether both sides are registered with membarrier(2).</param>
    /// <param name="name">Where both met, for those who look at it.</param>
    /// <param name="connectorId">Who connected, for those who look at it; 0 where that is not known.</param>
    /// <exception cref="SyscallException">EMFILE: out of descriptors. ENOMEM: no address space. ENOSPC: no memory. EFBIG: RLIMIT_FSIZE.</exception>
    public static RingMemory Create(SharedConnectionMode mode, int ringBytes, bool barriers, string name = "", int connectorId = 0)
    {
        MemoryFile file = MemoryFile.Create(Name, RingLayout.TotalBytes(ringBytes));
        try
        {
            file.Reserve(0, RingLayout.TotalBytes(ringBytes));
            file.AddSeals(MemoryFileSeals.Shrink | MemoryFileSeals.Grow | MemoryFileSeals.Seal);
            RingMemory memory = new(file, MapTwice(file.Descriptor, ringBytes), ringBytes);
            memory.Fill(RingHeader.Of(mode, ringBytes, barriers));
            memory.FillParticipants(name, connectorId);
            return memory;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Maps one that a peer made. Its seals and its size have been checked.</summary>
    /// <exception cref="InvalidDataException">Its header is not what the peer said.</exception>
    /// <exception cref="SyscallException">ENOMEM: no address space.</exception>
    public static RingMemory Open(MemoryFile file, SharedConnectionMode mode, int ringBytes, bool barriers)
    {
        RingMemory memory = new(file: null, MapTwice(file.Descriptor, ringBytes), ringBytes);
        RingHeader header = memory.ReadHeader();
        if (header == RingHeader.Of(mode, ringBytes, barriers))
            return memory;
        memory.Dispose();
        throw new InvalidDataException($"the header of the memory is not what the meeting agreed on: {header}");
    }

    /// <summary>Closes the descriptor, once it has been sent.</summary>
    public void CloseDescriptor()
    {
        _file?.Dispose();
        _file = null;
    }

    /// <summary>A ring's first byte; what is written beyond its end appears at its beginning, and the other way round.</summary>
    public byte* RingOf(int direction) => Address + RingLayout.HeaderBytes + (2L * direction * RingBytes);

    /// <summary>A control word of a direction.</summary>
    public byte* ControlOf(int direction, int word) => Address + RingLayout.Control + (direction * RingLayout.ControlStride) + word;

    /// <summary>Keeps it mapped until DangerousRelease.</summary>
    /// <returns>False: it is not any more.</returns>
    public bool TryHold()
    {
        bool held = false;
        try
        {
            DangerousAddRef(ref held);
        }
        catch (ObjectDisposedException)
        {
            // It was unmapped meanwhile.
        }

        return held;
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibC.munmap(handle, _mappedBytes) == 0;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            CloseDescriptor();
        base.Dispose(disposing);
    }

    private static nuint MappedBytes(int ringBytes) => RingLayout.HeaderBytes + (4 * (nuint)ringBytes);

    private static nint MapTwice(SafeFileDescriptor file, int ringBytes)
    {
        // One range of addresses first, for nothing: its parts are mapped over it, and nobody else's mapping can come between them.
        nuint bytes = MappedBytes(ringBytes);
        nint at = LibC.mmap(0, bytes, LibC.PROT_NONE, LibC.MAP_PRIVATE | LibC.MAP_ANONYMOUS, -1, 0);
        Errno error = Errno.Last;
        if (at == LibC.MAP_FAILED)
            throw CannotMap(error);
        try
        {
            MapPart(file, at, RingLayout.HeaderBytes, 0);
            for (int copy = 0; copy < 4; copy++)
                MapPart(file, at + RingLayout.HeaderBytes + ((nint)copy * ringBytes), (nuint)ringBytes, RingLayout.HeaderBytes + ((long)(copy / 2) * ringBytes));
            return at;
        }
        catch
        {
            _ = LibC.munmap(at, bytes);
            throw;
        }
    }

    private static void MapPart(SafeFileDescriptor file, nint at, nuint bytes, long offset)
    {
        nint mapped = LibC.mmap(at, bytes, LibC.PROT_READ | LibC.PROT_WRITE, LibC.MAP_SHARED | LibC.MAP_FIXED, file, offset);
        Errno error = Errno.Last;
        if (mapped == LibC.MAP_FAILED)
            throw CannotMap(error);
    }

    private static SyscallException CannotMap(Errno error) => SyscallFailure.Create("mmap", Name, error, RemedyFor(error));

    private static string? RemedyFor(Errno error)
    {
        if (error == Errno.EINVAL)
            return "the machine's pages are larger than 4 KiB, which connections do not support";
        return error == Errno.ENOMEM
            ? "the process has no addresses left for the rings, each of which it maps twice, or too many mappings: ask for smaller rings, or raise RLIMIT_AS (ulimit -v) or /proc/sys/vm/max_map_count"
            : null;
    }

    private void Fill(RingHeader header)
    {
        *(ulong*)(Address + RingLayout.Magic64) = header.Magic;
        *(uint*)(Address + RingLayout.Version32) = header.Version;
        *(uint*)(Address + RingLayout.Mode32) = header.Mode;
        *(ulong*)(Address + RingLayout.RingBytes64) = header.RingBytes;
        *(uint*)(Address + RingLayout.Flags32) = header.Flags;
        for (int direction = 0; direction < 2; direction++)
        {
            // 0 would be Busy, which whoever is to sleep has to choose itself.
            *(uint*)ControlOf(direction, RingLayout.Reader32) = WaitingWord.Near;
            *(uint*)ControlOf(direction, RingLayout.Writer32) = WaitingWord.Near;
        }
    }

    private void FillParticipants(string name, int connectorId)
    {
        *(int*)(Address + RingLayout.Acceptor32) = Environment.ProcessId;
        *(int*)(Address + RingLayout.Connector32) = connectorId;
        Span<byte> room = new(Address + RingLayout.Name, RingLayout.NameBytes - 1);
        _ = Utf8.FromUtf16(name, room, out _, out _);
    }

    private RingHeader ReadHeader() => new(
        Volatile.Read(ref *(ulong*)(Address + RingLayout.Magic64)),
        Volatile.Read(ref *(uint*)(Address + RingLayout.Version32)),
        Volatile.Read(ref *(uint*)(Address + RingLayout.Mode32)),
        Volatile.Read(ref *(ulong*)(Address + RingLayout.RingBytes64)),
        Volatile.Read(ref *(uint*)(Address + RingLayout.Flags32)));
}
