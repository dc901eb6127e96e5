using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Causeway.Sys;

namespace Causeway.Inspection;

/// <summary>Which devices are mqueue file systems: what mq_open(3) opens has a path like any other, and a file system that may be mounted nowhere. Thread-safe.</summary>
internal sealed unsafe class FileTypes
{
    private readonly ConcurrentDictionary<uint, bool> _isQueues = new();

    /// <summary>Whether a regular file is a POSIX queue.</summary>
    /// <param name="device">Its device; asked about once.</param>
    /// <param name="processId">A process that has it open.</param>
    /// <param name="descriptor">Where.</param>
    public bool IsQueue(uint device, int processId, int descriptor)
    {
        // What has a major number is on a disk.
        if (device >> 20 != 0)
            return false;
        if (!_isQueues.TryGetValue(device, out bool known))
            _isQueues[device] = known = Ask(processId, descriptor);
        return known;
    }

    private static bool Ask(int processId, int descriptor)
    {
        LibC.statfs status;
        fixed (byte* path = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/fd/{descriptor}\0")))
            return LibC.statfs_of(path, &status, out _) == 0 && status.f_type == LibC.MQUEUE_MAGIC;
    }
}
