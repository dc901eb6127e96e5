using Causeway.Inspection;
using Causeway.Inspection.Connections;
using Causeway.Inspection.Domains;
using Causeway.Inspection.Locks;
using Causeway.Inspection.Memory;
using Causeway.Inspection.Queues;
using Causeway.Inspection.Sockets;
using Causeway.Inspection.Waiting;
using Causeway.Sys;

namespace Causeway;

/// <summary>Sees what processes of the machine communicate by: every object, and who is on each end.</summary>
/// <remarks>
/// Works without root: it shows what this user may see and says what it could not (<see cref="InspectionSnapshot.BlindSpots"/>).
/// Takes no message, opens no FIFO, socket or device, waits for nobody. A process that ends meanwhile is no error. Thread-safe.
/// </remarks>
public static partial class Inspector
{
    private static readonly IpcKinds s_mayBeShared = IpcKinds.Of(IpcKind.PosixMemory, IpcKind.PosixSemaphore, IpcKind.MappedFile, IpcKind.Domain, IpcKind.Futex);

    /// <summary>Looks once.</summary>
    /// <param name="options">What at; everything by default.</param>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="InspectionOptions.Threads"/> is less than 1.</exception>
    /// <exception cref="IOException">/proc is not mounted. EMFILE, ENFILE: no descriptor is left to look with.</exception>
    public static InspectionSnapshot Take(InspectionOptions? options = null)
    {
        InspectionOptions wanted = options ?? InspectionOptions.Default;
        if (wanted.Threads is { } threads)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads, nameof(options));
        return Take(wanted, known: null);
    }

    /// <summary>Looks once, with what earlier looks know.</summary>
    internal static InspectionSnapshot Take(InspectionOptions wanted, KnownProcesses? known)
    {
        using ProcText text = new();
        InspectionContext context = new()
        {
            Options = wanted,
            Known = known,
            Locks = wanted.Kinds.Contains(IpcKind.FileLock) ? LockTable.Read(text) : LockTable.Empty,
            BootSeconds = ByteFields.TryDecimal(ByteFields.Value(text.Read(LibC.AT_FDCWD, "/proc/stat\0"u8, out _), "btime "u8), out ulong boot) ? (long)boot : null,
            SharedMemory = wanted.Kinds.Overlaps(s_mayBeShared) ? SharedMemoryFolder.Read() : SharedMemoryFolder.Empty,
            Own = new ProcessNamespaces(Own(text, "/proc/self/ns/ipc\0"u8), Own(text, "/proc/self/ns/mnt\0"u8), Own(text, "/proc/self/ns/net\0"u8), Own(text, "/proc/self/ns/pid\0"u8)),
        };
        SnapshotBuilder builder = SnapshotBuilder.Begin(context);
        foreach (IInspectionSource source in Sources())
        {
            if (source.Kinds.Overlaps(wanted.Kinds))
                source.Read(builder);
        }

        return builder.Build();
    }

    /// <summary>The same on a thread of the pool, which it keeps busy: nothing that is read here could be awaited.</summary>
    /// <param name="options">What at; everything by default.</param>
    /// <param name="cancellationToken">Looked at before it begins.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Task<InspectionSnapshot> TakeAsync(InspectionOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => Take(options), cancellationToken);

    private static IInspectionSource[] Sources() =>
        [new IpcNamespaces(), new QueueContents(), new PosixMemoryFiles(), new DirectoryFifos(), new MappedFiles(), new DomainFiles(), new ConnectionSource(), new FileLockSource(), new SocketSource(), new WatchedProcesses(), new ProcessBlindSpots(), new WaitSource()];

    private static uint Own(ProcText text, ReadOnlySpan<byte> link) =>
        ByteFields.TryBracketed(text.Target(LibC.AT_FDCWD, link, out _), out ulong inode) ? (uint)inode : 0;
}
