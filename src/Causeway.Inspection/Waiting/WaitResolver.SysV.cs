using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway.Inspection.Waiting;

/// <content>System V queues and semaphores.</content>
internal sealed partial class WaitResolver
{
    private const int MostOperations = 500;

    /// <summary>The kernel keeps who used it last, which is a guess at who will use it next.</summary>
    private WaitTarget Queue(in SleepingThread thread, string awaited, Func<SysVQueueObject, int> last)
    {
        IpcObjectId id = new(IpcKind.SysVQueue, thread.Process.Namespaces.Ipc, (uint)thread.Line[0]);
        if (builder.Find(id) is not SysVQueueObject queue)
            return new WaitTarget(Object: null, string.Create(CultureInfo.InvariantCulture, $"{awaited} in queue {(int)thread.Line[0]}"));
        return new WaitTarget(queue, awaited, Guess(thread.Process, last(queue))) { IsHint = true };
    }

    private WaitTarget Semaphores(in SleepingThread thread)
    {
        IpcObjectId id = new(IpcKind.SysVSemaphores, thread.Process.Namespaces.Ipc, (uint)thread.Line[0]);
        if (builder.Find(id) is not SysVSemaphoresObject set)
            return new WaitTarget(Object: null, string.Create(CultureInfo.InvariantCulture, $"semaphores of set {(int)thread.Line[0]}"));
        LibC.sembuf[] operations = new LibC.sembuf[Math.Min((int)Math.Min(thread.Line[2], MostOperations), MostOperations)];
        if (!builder.Memory.TryRead(thread.Process.Id, thread.Line[1], MemoryMarshal.AsBytes(operations.AsSpan())) || !TryBlocking(operations, set.Semaphores, out LibC.sembuf blocking))
            return new WaitTarget(set, "its semaphores") { IsHint = true };
        InspectedSemaphore semaphore = set.Semaphores[blocking.sem_num];
        string awaited = blocking.sem_op == 0
            ? string.Create(CultureInfo.InvariantCulture, $"semaphore {blocking.sem_num} to be 0 (it is {semaphore.Value})")
            : string.Create(CultureInfo.InvariantCulture, $"semaphore {blocking.sem_num} to be at least {-blocking.sem_op} (it is {semaphore.Value})");
        return new WaitTarget(set, awaited, Guess(thread.Process, semaphore.LastProcessId)) { IsHint = true };
    }

    /// <summary>The first of the operations that cannot be done, with the values as they were.</summary>
    internal static bool TryBlocking(ReadOnlySpan<LibC.sembuf> operations, ImmutableArray<InspectedSemaphore> semaphores, out LibC.sembuf blocking)
    {
        int[] values = [.. semaphores.Select(static one => one.Value)];
        foreach (LibC.sembuf operation in operations)
        {
            blocking = operation;
            if (operation.sem_num >= values.Length)
                return false;
            ref int value = ref values[operation.sem_num];
            if (operation.sem_op == 0 ? value != 0 : value + operation.sem_op < 0)
                return true;
            value += operation.sem_op;
        }

        blocking = default;
        return false;
    }

    /// <summary>Its own last use says nothing of others.</summary>
    private static IEnumerable<int> Guess(InspectedProcess waiter, int last) => last == waiter.Id || last == 0 ? [] : [last];
}
