using Causeway.Inspection.Memory;
using Causeway.Inspection.Mounts;
using Causeway.Sys;

namespace Causeway.Inspection;

/// <summary>Reads the shared mappings of one process after another (/proc/PID/maps). One thread.</summary>
internal sealed unsafe class MappingReader(InspectionContext context, ProcText text, Findings findings)
{
    private const uint Mask = LibC.STATX_TYPE | LibC.STATX_MODE | LibC.STATX_NLINK | LibC.STATX_UID | LibC.STATX_INO | LibC.STATX_SIZE;

    /// <summary>Reads them all.</summary>
    /// <param name="process">Whose.</param>
    /// <param name="folder">/proc/PID, open.</param>
    /// <param name="ipcNamespace">Where the ids of its segments count.</param>
    /// <returns>False: this user may not.</returns>
    public bool Read(int process, int folder, uint ipcNamespace)
    {
        ReadOnlySpan<byte> rest = text.Read(folder, "maps\0"u8, out Errno error);
        while (ByteFields.TryLine(ref rest, out ReadOnlySpan<byte> line))
        {
            if (MapsLine.IsShared(line) && MapsLine.TryParse(line, out MapsLine map))
                Add(process, folder, ipcNamespace, map);
        }

        return error != Errno.EACCES && error != Errno.EPERM;
    }

    private void Add(int process, int folder, uint ipcNamespace, in MapsLine map)
    {
        Mount mount = context.Mounts.OfDevice(map.Device, process);
        if (!TryId(ipcNamespace, map, mount, out IpcObjectId id) || !context.WantsMemory(id.Kind, map.Path))
            return;
        IpcEndForm form = id.Kind == IpcKind.SysVSegment ? IpcEndForm.Attachment : IpcEndForm.Mapping;
        findings.Ends.Add(new FoundEnd(id, process, Descriptor: -1, form, map.Access, IpcRole.None, map.Start, map.End - map.Start, map.Offset));
        if (id.Kind != IpcKind.SysVSegment && !findings.Objects.Contains(id))
            findings.Objects.Set(id, ObjectOf(id, process, folder, map, mount));
    }

    private bool TryId(uint ipcNamespace, in MapsLine map, in Mount mount, out IpcObjectId id)
    {
        // The kernel's own memory is mounted nowhere; files that are called so are somewhere.
        bool isKernels = mount.Sort is MountSort.Memory or MountSort.Unlisted && MemoryPath.EndsAsDeleted(map.Path);
        if (isKernels && map.Path.StartsWith("/SYSV"u8))
        {
            // A namespace's first segment has the id 0.
            id = new IpcObjectId(IpcKind.SysVSegment, ipcNamespace, map.Inode);
            return true;
        }

        id = new IpcObjectId(KindOf(map, mount, isKernels), map.Device, map.Inode);

        // Devices, rings of io_uring and perf, and the like are no files that others could map.
        return id.Kind != IpcKind.MappedFile || (map.Inode != 0 && map.Path.StartsWith("/"u8) && !map.Path.StartsWith("/dev/"u8) && !map.Path.StartsWith("/["u8));
    }

    private IpcKind KindOf(in MapsLine map, in Mount mount, bool isKernels)
    {
        if (isKernels && MemoryPath.IsMemoryFile(map.Path))
            return IpcKind.MemoryFile;
        if (isKernels && MemoryPath.WithoutWord(map.Path).SequenceEqual("/dev/zero"u8))
            return IpcKind.AnonymousMemory;
        ReadOnlySpan<byte> path = context.SharedMemory.TryFind(map.Device, map.Inode, out SharedMemoryFolder.Entry named) ? named.Path : map.Path;
        bool isMemory = named.Path is not null || mount.IsTemporary || map.Device == context.SharedMemory.Device || MemoryPath.IsOfDomain(map.Path);
        return isMemory && MemoryPath.TryKind(path, out IpcKind kind) ? kind : IpcKind.MappedFile;
    }

    private IpcObject ObjectOf(IpcObjectId id, int process, int folder, in MapsLine map, in Mount mount)
    {
        // As root alone; others know what the line says.
        LibC.statx_t status = default;
        bool isKnown = context.MayAsk(mount) && TryFollow(folder, map, out status) && status.stx_ino == map.Inode;
        uint? user = isKnown ? status.stx_uid : null;
        UnixFileMode? mode = isKnown ? (UnixFileMode)(status.stx_mode & 0xFFF) : null;
        long? bytes = isKnown ? (long)status.stx_size : null;
        if (id.Kind == IpcKind.AnonymousMemory)
            return new MemoryObject { Id = id, UserId = user, Bytes = bytes };
        if (id.Kind == IpcKind.MemoryFile)
            return MemoryPath.ObjectOf(id, MemoryPath.WithoutWord(map.Path), isDeleted: false, user, mode, bytes);
        bool isDeleted = false;
        ReadOnlySpan<byte> path = context.SharedMemory.TryFind(map.Device, map.Inode, out SharedMemoryFolder.Entry named) && id.Kind != IpcKind.MappedFile
            ? named.Path
            : FileNames.Of(map.Path, process, isKnown ? status : null, out isDeleted);
        return MemoryPath.ObjectOf(id, path, isDeleted, user, mode, bytes);
    }

    private static bool TryFollow(int folder, in MapsLine map, out LibC.statx_t status)
    {
        Span<byte> path = stackalloc byte[64];
        bool fits = System.Text.Unicode.Utf8.TryWrite(path, System.Globalization.CultureInfo.InvariantCulture, $"map_files/{map.Start:x}-{map.End:x}\0", out _);
        fixed (byte* name = path)
        fixed (LibC.statx_t* filled = &status)
            return fits && LibC.statx(folder, name, LibC.AT_NO_AUTOMOUNT | LibC.AT_STATX_DONT_SYNC, Mask, filled, out _) == 0;
    }
}
