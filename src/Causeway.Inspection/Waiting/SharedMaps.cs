using System.Globalization;
using System.Text;
using Causeway.Inspection.Mounts;
using Causeway.Sys;

namespace Causeway.Inspection.Waiting;

/// <summary>Where shared memory is in the file it is of (/proc/PID/maps). Keeps one process's, that it was asked for last.</summary>
internal sealed class SharedMaps(MountTable mounts)
{
    private readonly List<(ulong Start, ulong End, Place Place)> _maps = [];
    private int _processId;

    /// <summary>The place of an address in shared memory.</summary>
    /// <returns>False: it is in no shared mapping, or the process cannot be read.</returns>
    public bool TryFind(int processId, ulong address, out Place place)
    {
        if (_processId != processId)
            Read(processId);
        foreach ((ulong start, ulong end, Place first) in _maps)
        {
            if (address < start || address >= end)
                continue;
            place = first with { Offset = first.Offset + (address - start) };
            return true;
        }

        place = default;
        return false;
    }

    private void Read(int processId)
    {
        _maps.Clear();
        _processId = processId;
        using ProcText text = new();
        ReadOnlySpan<byte> rest = text.Read(LibC.AT_FDCWD, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/maps\0")), out _);
        while (ByteFields.TryLine(ref rest, out ReadOnlySpan<byte> line))
        {
            if (MapsLine.IsShared(line) && MapsLine.TryParse(line, out MapsLine map) && map.Inode != 0)
                _maps.Add((map.Start, map.End, new Place(map.Device, map.Inode, map.Offset, mounts.OfDevice(map.Device, processId).Sort is MountSort.Memory or MountSort.Unlisted && MemoryPath.EndsAsDeleted(map.Path) && map.Path.StartsWith("/SYSV"u8))));
        }
    }

    /// <summary>A byte of a file, or of a System V segment, whose id the inode is then.</summary>
    internal readonly record struct Place(uint Device, ulong Inode, ulong Offset, bool IsSysV);
}
