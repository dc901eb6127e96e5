using Causeway.Sys;

namespace Causeway;

/// <content>What queues there are.</content>
public sealed partial class PosixMessageQueue
{
    /// <summary>
    /// The queues of this process's IPC namespace, by name. Root needs nothing mounted (fsmount(2)); anybody else needs the mqueue file
    /// system mounted somewhere and sees the queues of the namespace that it was mounted in, the contents only of those it may read.
    /// </summary>
    /// <remarks>Takes no message and ends no registration. A name that is no UTF-8 is left out.</remarks>
    /// <exception cref="SyscallException">EPERM: not root, and the file system is not mounted; the message says how to mount it.</exception>
    /// <exception cref="IOException">/proc is not mounted.</exception>
    public static IReadOnlyList<PosixMessageQueueEntry> List()
    {
        using PosixMessageQueueMount mount = PosixMessageQueueMount.Open();
        List<PosixMessageQueueEntry> queues = [];
        foreach (string path in Directory.EnumerateFileSystemEntries(mount.Path))
        {
            if (Describe(path) is { } queue)
                queues.Add(queue);
        }

        queues.Sort(static (one, other) => string.CompareOrdinal(one.Name, other.Name));
        return queues;
    }

    /// <summary>One queue; null where it is gone meanwhile.</summary>
    internal static unsafe PosixMessageQueueEntry? Describe(string path)
    {
        LibC.statx_t status;
        if (LibC.statx(path, &status) != 0)
            return null;
        string name = "/" + Path.GetFileName(path);
        return new PosixMessageQueueEntry(name, status.stx_uid, status.stx_gid, (UnixFileMode)(status.stx_mode & 0x1FF),
            ReadStatus(path, name, FileIdentity.Of(status)));
    }

    private static PosixMessageQueueStatus? ReadStatus(string path, string name, FileIdentity identity)
    {
        try
        {
            lock (PosixMessageQueueRegistrations.Gate)
            {
                if (PosixMessageQueueRegistrations.Find(identity) is { } registered)
                    return PosixMessageQueueStatus.Of(registered, name);

                // What the file system opens is a queue's descriptor like mq_open's.
                int number = LibC.open(path, LibC.O_RDONLY | LibC.O_CLOEXEC, 0);
                if (number < 0)
                    return null;
                using SafeFileDescriptor queue = new(number);
                return PosixMessageQueueStatus.Of(queue, name);
            }
        }
        catch (Exception e) when (e is SyscallException or ObjectDisposedException)
        {
            // Registered by an object that only sends, or that was disposed meanwhile.
            return null;
        }
    }
}
