using System.Collections.Concurrent;
using Causeway.Sys;

namespace Causeway;

/// <summary>The queues at which this process has registered for a notification, each with a descriptor that is open anyway.</summary>
/// <remarks>
/// When a process closes any descriptor of a queue, the kernel ends that process's registration. Whoever wants to look at
/// such a queue looks through the descriptor here, and opens none that it would have to close.
/// </remarks>
internal static class PosixMessageQueueRegistrations
{
    /// <summary>Held while this process registers, and while it opens a descriptor to look at a queue and closes it.</summary>
    public static readonly Lock Gate = new();

    private static readonly ConcurrentDictionary<FileIdentity, SafeFileDescriptor> s_queues = new();

    /// <summary>Remembers it until <see cref="Remove"/>.</summary>
    public static FileIdentity Add(SafeFileDescriptor queue, string name)
    {
        FileIdentity identity = Identify(queue, name);
        s_queues[identity] = queue;
        return identity;
    }

    /// <summary>Forgets it, if it is still this descriptor that is remembered.</summary>
    public static void Remove(FileIdentity identity, SafeFileDescriptor queue) => s_queues.TryRemove(KeyValuePair.Create(identity, queue));

    /// <summary>The descriptor; null where this process is not registered.</summary>
    public static SafeFileDescriptor? Find(FileIdentity identity) => s_queues.GetValueOrDefault(identity);

    /// <summary>One of those; null where this process is registered nowhere.</summary>
    public static SafeFileDescriptor? Any() => s_queues.Values.FirstOrDefault();

    /// <summary>Which queue it is.</summary>
    public static unsafe FileIdentity Identify(SafeFileDescriptor queue, string name)
    {
        LibC.statx_t status;
        int result = LibC.statx(queue, &status);
        Errno error = Errno.Last;
        return result == 0 ? FileIdentity.Of(status) : throw SyscallFailure.Create("statx", name, error);
    }
}
