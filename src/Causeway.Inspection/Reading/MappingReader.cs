using Causeway.Sys;

namespace Causeway.Inspection;

/// <summary>Reads the shared mappings of one process after another (/proc/PID/maps). One thread.</summary>
internal sealed unsafe class MappingReader(InspectionContext context, ProcText text, Findings findings)
{
    private const uint Mask = LibC.STATX_TYPE | LibC.STATX_MODE | LibC.STATX_UID | LibC.STATX_INO | LibC.STATX_SIZE;

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
        if (!TryId(ipcNamespace, map, out IpcObjectId id) || !context.WantsMemory(id.Kind, map.Path))
            return;
        IpcEndForm form = id.Kind == IpcKind.SysVSegment ? IpcEndForm.Attachment : IpcEndForm.Mapping;
        findings.Ends.Add(new FoundEnd(id, process, Descriptor: -1, form, map.Access, IpcRole.None, map.Start, map.End - map.Start, map.Offset));
        if (id.Kind != IpcKind.SysVSegment && !findings.Objects.ContainsKey(id))
            findings.Objects.Add(id, ObjectOf(id, folder, map));
    }

    private static bool TryId(uint ipcNamespace, in MapsLine map, out IpcObjectId id)
    {
        ReadOnlySpan<byte> path = map.Path;
        bool isKnown = true;
        if (path.StartsWith("/SYSV"u8) && map.IsDeleted)
        {
            // A namespace's first segment has the id 0.
            id = new IpcObjectId(IpcKind.SysVSegment, ipcNamespace, map.Inode);
            return true;
        }

        if (!MemoryPath.TryKind(path, out IpcKind kind))
        {
            bool isAnonymous = path.SequenceEqual("/dev/zero"u8) && map.IsDeleted;
            kind = isAnonymous ? IpcKind.AnonymousMemory : IpcKind.MappedFile;

            // Devices, rings of io_uring and perf, and the like are no files that others could map.
            isKnown = map.Inode != 0 && (isAnonymous || (path.StartsWith("/"u8) && !path.StartsWith("/dev/"u8) && !path.StartsWith("/["u8)));
        }

        id = new IpcObjectId(kind, map.Device, map.Inode);
        return isKnown;
    }

    private static IpcObject ObjectOf(IpcObjectId id, int folder, in MapsLine map)
    {
        // As root alone; others know what the line says.
        bool isKnown = TryFollow(folder, map, out LibC.statx_t status) && status.stx_ino == map.Inode;
        uint? user = isKnown ? status.stx_uid : null;
        UnixFileMode? mode = isKnown ? (UnixFileMode)(status.stx_mode & 0xFFF) : null;
        long? bytes = isKnown ? (long)status.stx_size : null;
        if (id.Kind == IpcKind.AnonymousMemory)
            return new MemoryObject { Id = id, UserId = user, Bytes = bytes };
        if (id.Kind == IpcKind.MappedFile)
            return new MemoryObject { Id = id, Name = ByteFields.Text(map.Path), UserId = user, Mode = mode, Bytes = bytes, IsDeleted = map.IsDeleted };
        return MemoryPath.ObjectOf(id, map.Path, user, mode, bytes) is MemoryObject memory
            ? memory with { IsDeleted = map.IsDeleted && id.Kind != IpcKind.MemoryFile }
            : new PosixSemaphoreObject { Id = id, Name = MemoryPath.SemaphoreName(map.Path), UserId = user, Mode = mode, IsDeleted = map.IsDeleted };
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
