using Causeway.Sys;

namespace Causeway.Inspection.Mounts;

/// <summary>Which mounts are those of POSIX queues: what mq_open(3) opens is on one of the kernel's own, one for each IPC namespace and in no list. Thread-safe.</summary>
/// <remarks>
/// The number of that mount is told by any queue of the namespace: by one that is opened to look, as the file's name says or as the
/// namespace lists them. That takes no message and nobody notices. Where there is none with a name, a queue whose name is
/// removed is known by its device if it may be asked.
/// </remarks>
internal sealed unsafe class QueueMounts(MountTable mounts, uint own)
{
    private readonly Lock _gate = new();
    private readonly HashSet<uint> _known = [];
    private readonly HashSet<uint> _devices = [];

    /// <summary>Looks whether an unlisted mount is one of queues, and teaches the table so.</summary>
    /// <param name="id">The mount.</param>
    /// <param name="processId">Who has a file there.</param>
    /// <param name="space">That one's IPC namespace.</param>
    /// <param name="name">What the file is called, if it is a queue.</param>
    public bool TryLearn(int id, int processId, uint space, string name)
    {
        lock (_gate)
        {
            if (mounts.Of(id, processId) is { Sort: not MountSort.Unlisted } found)
                return found.Sort == MountSort.Queue;
            if (_known.Contains(space))
                return false;
            if (space == own)
                Learn(space, name);
            else
                _ = NamespaceVisit.TryRun(space, [processId], "ipc", LibC.CLONE_NEWIPC, () => Learn(space, name));
            return mounts.Of(id, processId).Sort == MountSort.Queue;
        }
    }

    /// <summary>Whether a device is one of queues, of a namespace that was looked at.</summary>
    public bool HasDevice(uint device)
    {
        lock (_gate)
            return _devices.Contains(device);
    }

    /// <summary>In the namespace.</summary>
    private void Learn(uint space, string name)
    {
        lock (PosixMessageQueueRegistrations.Gate)
        {
            // Closing any descriptor of a queue ends this process's own registration at it: then a registered one tells as much.
            if (space == own && PosixMessageQueueRegistrations.Any() is { } registered ? TryNote(space, registered) : TryNote(space, name))
                return;
        }

        try
        {
            using PosixMessageQueueMount mount = PosixMessageQueueMount.Open();
            LibC.statx_t root;
            if (LibC.statx(mount.Path + "/.", &root) == 0)
                _devices.Add(IpcObjectId.Device(root.stx_dev_major, root.stx_dev_minor));
            lock (PosixMessageQueueRegistrations.Gate)
                _ = Directory.EnumerateFileSystemEntries(mount.Path).Any(path => TryNote(space, path[path.LastIndexOf('/')..]));
        }
        catch (Exception e) when (e is SyscallException or UnauthorizedAccessException or IOException)
        {
            // Then it is known from the queues' names alone, as far as they may be opened.
        }
    }

    private bool TryNote(uint space, string name)
    {
        int number = LibC.mq_open(name, LibC.O_RDONLY | LibC.O_NONBLOCK | LibC.O_CLOEXEC, 0, null);
        if (number < 0)
            number = LibC.mq_open(name, LibC.O_WRONLY | LibC.O_NONBLOCK | LibC.O_CLOEXEC, 0, null);
        if (number < 0)
            return false;
        using SafeFileDescriptor queue = new(number);
        return TryNote(space, queue);
    }

    private bool TryNote(uint space, SafeFileDescriptor queue)
    {
        LibC.statx_t status;
        if (MemoryMount.MountOf(queue) is not { } id || LibC.statx(queue, &status) != 0)
            return false;
        mounts.Learn(id, new Mount(MountSort.Queue, IpcObjectId.Device(status.stx_dev_major, status.stx_dev_minor)));
        return _known.Add(space);
    }
}
