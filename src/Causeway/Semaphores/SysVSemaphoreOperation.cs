using Causeway.Sys;

namespace Causeway;

/// <summary>One part of an atomic operation on a System V semaphore set (struct sembuf).</summary>
public readonly record struct SysVSemaphoreOperation
{
    private readonly ushort _semaphore;
    private readonly short _change;
    private readonly bool _undo;

    private SysVSemaphoreOperation(int semaphore, int change, bool undo)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(semaphore);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(semaphore, ushort.MaxValue);
        _semaphore = (ushort)semaphore;
        _change = (short)change;
        _undo = undo;
    }

    /// <summary>Adds to a semaphore; never waits.</summary>
    /// <param name="semaphore">Its place in the set, from 0.</param>
    /// <param name="amount">1 to 32767.</param>
    /// <param name="undo">SEM_UNDO: taken back, as far as the value allows, when this process ends, however it ends.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not such numbers.</exception>
    public static SysVSemaphoreOperation Add(int semaphore, int amount = 1, bool undo = false)
    {
        ThrowIfNoAmount(amount);
        return new SysVSemaphoreOperation(semaphore, amount, undo);
    }

    /// <summary>Subtracts from a semaphore; waits while its value is less.</summary>
    /// <param name="semaphore">Its place in the set, from 0.</param>
    /// <param name="amount">1 to 32767.</param>
    /// <param name="undo">SEM_UNDO: given back when this process ends, however it ends.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not such numbers.</exception>
    public static SysVSemaphoreOperation Take(int semaphore, int amount = 1, bool undo = false)
    {
        ThrowIfNoAmount(amount);
        return new SysVSemaphoreOperation(semaphore, -amount, undo);
    }

    /// <summary>Waits until a semaphore is 0.</summary>
    /// <param name="semaphore">Its place in the set, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not such a number.</exception>
    public static SysVSemaphoreOperation WaitForZero(int semaphore) => new(semaphore, 0, undo: false);

    internal LibC.sembuf ToNative(bool wait) => new()
    {
        sem_num = _semaphore,
        sem_op = _change,
        sem_flg = (short)((_undo ? LibC.SEM_UNDO : 0) | (wait ? 0 : LibC.IPC_NOWAIT)),
    };

    private static void ThrowIfNoAmount(int amount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(amount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(amount, SysVSemaphoreSet.MaximumValue);
    }
}
