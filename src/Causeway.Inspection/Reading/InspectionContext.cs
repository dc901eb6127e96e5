using Causeway.Inspection.Locks;
using Causeway.Inspection.Memory;
using Causeway.Inspection.Mounts;
using Causeway.Inspection.SystemV;

namespace Causeway.Inspection;

/// <summary>What all readers of one snapshot share. Thread-safe.</summary>
internal sealed class InspectionContext
{
    private static readonly IpcKinds s_mappings = IpcKinds.Of(IpcKind.SysVSegment, IpcKind.PosixMemory, IpcKind.PosixSemaphore, IpcKind.MemoryFile, IpcKind.AnonymousMemory, IpcKind.MappedFile, IpcKind.Domain, IpcKind.Connection, IpcKind.Futex);
    private static readonly IpcKinds s_segments = IpcKinds.Of(IpcKind.SysVSegment);
    private static readonly IpcKinds s_descriptors = IpcKinds.All.Except(IpcKinds.SysV).Except(IpcKinds.Of(IpcKind.AnonymousMemory, IpcKind.MappedFile, IpcKind.Futex));

    /// <summary>Asked before any mappings are read, if at all.</summary>
    private readonly Lazy<bool> _areAttached = new(SysVSegments.AreAttached);
    private readonly Lazy<MountTable> _mounts = new(static () => new MountTable());
    private readonly Lazy<QueueMounts> _queueMounts;
    private readonly Lazy<bool> _mayAskUnlisted = new(FileSystemTypes.NoneWaits);

    public InspectionContext() => _queueMounts = new Lazy<QueueMounts>(() => new QueueMounts(Mounts, Own.Ipc));

    public required InspectionOptions Options { get; init; }

    /// <summary>The locks that the kernel listed before the processes were read.</summary>
    public required LockTable Locks { get; init; }

    /// <summary>When the machine started, in seconds of UNIX time; null where that is not told.</summary>
    public required long? BootSeconds { get; init; }

    /// <summary>This process's own namespaces: what listings of the kernel are of.</summary>
    public required ProcessNamespaces Own { get; init; }

    /// <summary>Whether any kind is wanted that descriptors tell of.</summary>
    public bool WantsDescriptors => Options.Kinds.Overlaps(s_descriptors) || Wants(InspectionDetails.Waits);

    /// <summary>Whether the mappings of processes in an IPC namespace tell of any kind that is wanted, and they are.</summary>
    public bool WantsMappings(uint ipcNamespace) => Wants(InspectionDetails.Mappings)
        && (Options.Kinds.Overlaps(s_mappings.Except(s_segments)) || (Wants(IpcKind.SysVSegment) && (ipcNamespace != Own.Ipc || _areAttached.Value)));

    /// <summary>What earlier looks of a series know; null for a look by itself.</summary>
    public KnownProcesses? Known { get; init; }

    /// <summary>What file systems files are on; begins with what this process has mounted.</summary>
    public MountTable Mounts => _mounts.Value;

    /// <summary>The mounts of POSIX queues.</summary>
    public QueueMounts QueueMounts => _queueMounts.Value;

    /// <summary>Whether also files of mounts that no list has may be asked: this kernel has no file system that keeps the one who asks waiting.</summary>
    public bool MayAskUnlisted => _mayAskUnlisted.Value;

    /// <summary>What was in /dev/shm before the processes were read.</summary>
    public SharedMemoryFolder SharedMemory { get; init; } = SharedMemoryFolder.Empty;

    /// <summary>Whether a file of a mount may be asked: it answers.</summary>
    public bool MayAsk(in Mount mount) => mount.Answers || (mount.Sort == MountSort.Unlisted && MayAskUnlisted);

    public bool Wants(IpcKind kind) => Options.Kinds.Contains(kind);

    /// <summary>Whether memory of a kind is wanted: of memfds, those that may be connections' are for either.</summary>
    public bool WantsMemory(IpcKind kind, ReadOnlySpan<byte> path) =>
        Wants(kind) || (kind == IpcKind.MemoryFile && Wants(IpcKind.Connection) && MemoryPath.IsConnection(path));

    public bool Wants(InspectionDetails detail) => (Options.Details & detail) != InspectionDetails.None;
}
