using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Causeway.Sys;

namespace Causeway.Inspection.Mounts;

/// <summary>Which file systems files are on, without asking those: by the number of the mount in fdinfo, and what mountinfo says of it. Thread-safe.</summary>
/// <remarks>
/// A file system whose server or program has died keeps whoever asks it waiting, often beyond SIGKILL: stat(2), statfs(2), and
/// every step of a path through it. So nothing is asked of a file unless its mount is known to answer. The number of a mount is
/// the machine's, and stands in the list of any namespace that has it; who has a file of a mount that is elsewhere brings that list.
/// </remarks>
internal sealed class MountTable
{
    private readonly ConcurrentDictionary<int, Mount> _byId = new();
    private readonly ConcurrentDictionary<uint, Mount> _byDevice = new();
    private readonly HashSet<int> _read = [];

    /// <summary>Begins with those of this process.</summary>
    public MountTable()
    {
        foreach ((int id, uint device) in MemoryMount.All)
        {
            _byId[id] = new Mount(MountSort.Memory, device);
            _byDevice[device] = _byId[id];
        }

        Read("/proc/self/mountinfo\0"u8);
    }

    /// <summary>The mount of a number.</summary>
    /// <param name="id">As fdinfo has it.</param>
    /// <param name="processId">Who has a file there: what it has mounted is read if need be.</param>
    public Mount Of(int id, int processId)
    {
        if (_byId.TryGetValue(id, out Mount found))
            return found;
        ReadOf(processId);
        return _byId.GetValueOrDefault(id);
    }

    /// <summary>The file system of a device, as maps has it.</summary>
    public Mount OfDevice(uint device, int processId)
    {
        if (_byDevice.TryGetValue(device, out Mount found))
            return found;
        ReadOf(processId);
        return _byDevice.GetValueOrDefault(device);
    }

    /// <summary>Notes what a mount that is listed nowhere has turned out to be.</summary>
    public void Learn(int id, Mount mount) => _byId[id] = mount;

    /// <summary>Once for each process.</summary>
    private void ReadOf(int processId)
    {
        lock (_read)
        {
            if (_read.Add(processId))
                Read(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/mountinfo\0")));
        }
    }

    private void Read(ReadOnlySpan<byte> path)
    {
        using ProcText text = new();
        ReadOnlySpan<byte> rest = text.Read(LibC.AT_FDCWD, path, out _);
        while (ByteFields.TryLine(ref rest, out ReadOnlySpan<byte> line))
        {
            if (!MountLine.TryParse(line, out MountLine one))
                continue;
            Mount mount = new(FileSystemTypes.SortOf(one.Type), one.Device, one.Type.SequenceEqual("tmpfs"u8));
            _byId[one.Id] = mount;
            _byDevice[one.Device] = mount;
        }
    }
}
