namespace Causeway;

/// <summary>What a snapshot could not see.</summary>
public enum BlindSpotKind
{
    /// <summary>The ends of processes whose descriptors or mappings this user may not read.</summary>
    Processes,

    /// <summary>Objects of IPC namespaces that this process is not in.</summary>
    IpcNamespaces,

    /// <summary>Sockets of network namespaces that this process is not in.</summary>
    NetworkNamespaces,

    /// <summary>POSIX queues, or what they hold.</summary>
    Queues,

    /// <summary>How much is in a pipe or socket, what else is read of an object itself, or of the memory of a process.</summary>
    Contents,

    /// <summary>Who holds a lock, or waits for it.</summary>
    Locks,

    /// <summary>What threads wait for.</summary>
    Waits,

    /// <summary>A source of the kernel that is not there.</summary>
    Source,

    /// <summary>Processes that are not listed at all: outside of this PID namespace, or hidden by the option hidepid of /proc.</summary>
    HiddenProcesses,

    /// <summary>Files that are open on file systems which may never answer, and were not asked what they are.</summary>
    Files,
}
