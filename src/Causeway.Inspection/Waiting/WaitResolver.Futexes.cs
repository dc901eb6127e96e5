using System.Globalization;
using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway.Inspection.Waiting;

/// <content>Words of memory.</content>
internal sealed partial class WaitResolver
{
    private readonly SharedMaps _maps = new(builder.Context.Mounts);
    private readonly NamedThreads _threads = new(builder, processOf);

    private WaitTarget? Futex(in SleepingThread thread)
    {
        int operation = (int)thread.Line[1] & FutexOwner.CommandMask;
        if (!FutexOwner.Waits(operation))
            return null;
        bool isPrivate = ((int)thread.Line[1] & LibC.FUTEX_PRIVATE_FLAG) != 0;
        return AtWord(thread.Process, thread.Line[0], operation, (uint)thread.Line[2], isPrivate);
    }

    private WaitTarget Futexes(in SleepingThread thread)
    {
        LibC.futex_waitv_t[] words = new LibC.futex_waitv_t[(int)Math.Min(thread.Line[1], LibC.FUTEX_WAITV_MAX)];
        if (!builder.Memory.TryRead(thread.Process.Id, thread.Line[0], MemoryMarshal.AsBytes(words.AsSpan())))
            return new WaitTarget(Object: null, "a wake-up") { CanEndOtherwise = true };
        InspectedProcess process = thread.Process;
        WaitTarget[] targets = [.. words.Select(one => AtWord(process, one.uaddr, LibC.FUTEX_WAIT_BITSET, (uint)one.val, (one.flags & LibC.FUTEX_PRIVATE_FLAG) != 0))];
        if (targets is [var only])
            return only;
        return new WaitTarget(Object: null, string.Create(CultureInfo.InvariantCulture, $"a wake-up at one of {targets.Length} words"), targets.SelectMany(static one => one.Holders))
        {
            Several = [.. targets.Select(static one => one.Object).OfType<IpcObject>().DistinctBy(static one => one.Id)],
            CanEndOtherwise = targets.Any(static one => one.CanEndOtherwise || !one.Holders.Any()),
        };
    }

    private WaitTarget AtWord(InspectedProcess process, ulong address, int operation, uint expected, bool isPrivate)
    {
        SharedMaps.Place place = default;
        bool isShared = !isPrivate && _maps.TryFind(process.Id, address, out place);
        IpcObject? memory = isShared ? MemoryOf(process, place) : null;
        FutexWindow window = default;
        bool isRead = builder.Memory.TryRead(process.Id, address, out window) || builder.Memory.TryRead(process.Id, address, out window.Word);
        int[] users = isShared ? [.. UsersOf(memory)] : [process.Id];
        bool CanHave(int thread) => processOf.TryGetValue(_threads.Find(process, thread), out int of) && users.Contains(of);
        int owner = isRead ? _threads.Find(process, FutexOwner.Find(operation, expected, isPrivate, window, CanHave)) : 0;
        int writer = isRead && owner == 0 ? _threads.Find(process, WriterOf(process, address, expected, isPrivate, CanHave)) : 0;
        FutexObject word = new()
        {
            Id = isShared ? new IpcObjectId(IpcKind.Futex, place.Device, place.Inode, place.Offset) : new IpcObjectId(IpcKind.Futex, (uint)process.Id, 0, address),
            Memory = memory?.Id,
            Word = isRead ? window.Word : null,
            OwnerThreadId = owner + writer,
        };
        Keep(word, process, owner + writer);
        if (owner + writer != 0)
            return new WaitTarget(word, owner != 0 ? "the mutex to be released" : "the read-write lock to be released by its writer", processOf[owner + writer]) { IsHeld = true, IsExclusive = true, HolderThread = owner + writer };
        IEnumerable<int> others = users.Where(one => isShared && (one != process.Id || process.Threads > 1));
        return memory is PosixSemaphoreObject
            ? new WaitTarget(memory, "the semaphore to be posted", others)
            : OfConnection(process, memory, place.Offset) ?? (isRead ? Named(process, memory, address - place.Offset) : null)
                ?? (isRead ? OfEnded(word, FutexOwner.OfMutex(operation, expected, isPrivate, window), window.Users, [process.Id, .. users]) : null)
                ?? new WaitTarget(word, "a wake-up", others) { IsExclusive = !isShared, CanEndOtherwise = isShared && memory is null };
    }

    /// <summary>What looks like a mutex whose owner is no more; null where it does not, or that number may be one of another PID namespace.</summary>
    /// <remarks>Nothing confirms it, as a thread that is there does: other locks have a 2 in their word too, and anything behind it.</remarks>
    /// <param name="word">Where it is.</param>
    /// <param name="owner">Whom it names; 0 for none.</param>
    /// <param name="count">Its owner and those who wait at conditions, which are none of those who have ended or wait for it.</param>
    /// <param name="users">Who has it mapped.</param>
    private WaitTarget? OfEnded(FutexObject word, int owner, uint count, IEnumerable<int> users)
    {
        InspectedProcess?[] processes = [.. users.Distinct().Select(builder.FindProcess)];
        bool isOurs = processes.All(one => one is { Namespaces.ProcessIds: var space } && (space == 0 || space == builder.Context.Own.ProcessIds));
        if (owner == 0 || !isOurs || count > processes.Sum(static one => one!.Threads) || owner >= ThreadNumbers() || !HasEnded(owner))
            return null;
        return new WaitTarget(word, string.Create(CultureInfo.InvariantCulture, $"the mutex to be released, whose owner seems to be thread {owner}, which has ended")) { IsHeld = true, IsHint = true };
    }

    /// <summary>All are less (/proc/sys/kernel/pid_max).</summary>
    private static int ThreadNumbers()
    {
        using ProcText text = new();
        return ByteFields.TryInteger(text.Read(LibC.AT_FDCWD, "/proc/sys/kernel/pid_max\0"u8, out _).TrimEnd((byte)'\n'), out int most) ? most : int.MaxValue;
    }

    /// <summary>Also one that nobody has waited for. Asked of the kernel: not all threads may be listed.</summary>
    private bool HasEnded(int thread) => builder.FindProcess(thread) is { State: 'Z' or 'X' } || (LibC.kill(thread, 0) != 0 && Errno.Last == Errno.ESRCH);

    /// <summary>Who writes, if the word is one of a read-write lock's.</summary>
    private int WriterOf(InspectedProcess process, ulong address, uint expected, bool isPrivate, Func<int, bool> canBe)
    {
        foreach (int offset in (ReadOnlySpan<int>)[ReadWriteLock.PhaseOffset, ReadWriteLock.WritersOffset])
        {
            if (builder.Memory.TryRead(process.Id, address - (ulong)offset, out ReadWriteLock candidate) && candidate.FindWriter(expected, isPrivate, canBe) is var writer and not 0)
                return writer;
        }

        return 0;
    }

    private void Keep(FutexObject word, InspectedProcess process, int owner)
    {
        if (!builder.Context.Wants(IpcKind.Futex))
            return;
        if (builder.Find(word.Id) is not FutexObject { OwnerThreadId: not 0 })
            builder.Set(word);
        builder.Mention(word.Id, process.Id, IpcRole.Waiter);
        if (owner != 0)
            builder.Mention(word.Id, processOf[owner], IpcRole.Holder);
    }

    private IpcObject? MemoryOf(InspectedProcess process, in SharedMaps.Place place)
    {
        if (place.IsSysV)
            return builder.Find(new IpcObjectId(IpcKind.SysVSegment, process.Namespaces.Ipc, place.Inode));
        foreach (IpcKind kind in (ReadOnlySpan<IpcKind>)[IpcKind.PosixMemory, IpcKind.PosixSemaphore, IpcKind.MemoryFile, IpcKind.AnonymousMemory, IpcKind.MappedFile, IpcKind.Domain, IpcKind.Connection])
        {
            if (builder.Find(new IpcObjectId(kind, place.Device, place.Inode)) is { } memory)
                return memory;
        }

        return null;
    }

    /// <summary>Those who have it mapped.</summary>
    private IEnumerable<int> UsersOf(IpcObject? memory) =>
        memory is null ? [] : _ends.Of(memory.Id).Where(static end => end.Form is IpcEndForm.Mapping or IpcEndForm.Attachment).Select(static end => end.ProcessId).Distinct();
}
