namespace Causeway;

/// <summary>What is read beyond descriptors; each costs time for every process.</summary>
[Flags]
public enum InspectionDetails
{
    /// <summary>Descriptors, and what objects say of themselves.</summary>
    None = 0,

    /// <summary>Shared mappings and attachments (/proc/PID/maps).</summary>
    Mappings = 1,

    /// <summary>What processes do with signals.</summary>
    Signals = 2,

    /// <summary>Mount namespaces and containers. IPC and PID namespaces, and for sockets network namespaces, are looked at without.</summary>
    Namespaces = 4,

    /// <summary>Processes' arguments.</summary>
    CommandLines = 8,

    /// <summary>The capacity of pipes and FIFOs and the bytes waiting in them, by a duplicate of a descriptor (pidfd_getfd(2)) that is closed at once; how much of System V segments is in memory.</summary>
    Contents = 16,

    /// <summary>What blocked threads wait for.</summary>
    Waits = 32,

    /// <summary>All of them.</summary>
    All = Mappings | Signals | Namespaces | CommandLines | Contents | Waits,
}
