using System.Globalization;
using Causeway.Sys;

namespace Causeway;

/// <summary>One part of an atomic operation on a System V semaphore set (struct sembuf). The default value waits until semaphore 0 is 0.</summary>
// This one field: the kernel reads a span of operations as it stands.
public readonly record struct SysVSemaphoreOperation
{
    private readonly LibC.sembuf _native;

    private SysVSemaphoreOperation(int semaphore, int change, bool undo)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(semaphore);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(semaphore, ushort.MaxValue);
        _native = new LibC.sembuf { sem_num = (ushort)semaphore, sem_op = (short)change, sem_flg = undo ? LibC.SEM_UNDO : (short)0 };
    }

    /// <summary>The semaphore's place in the set, from 0.</summary>
    public int Semaphore => _native.sem_num;

    /// <summary>What is added to its value: negative for a take, 0 to wait for zero.</summary>
    public int Change => _native.sem_op;

    /// <summary>Whether the change is taken back when this process ends (SEM_UNDO).</summary>
    public bool IsUndone => (_native.sem_flg & LibC.SEM_UNDO) != 0;

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

    /// <summary>Such as <c>0-1u</c>: the semaphore, its change (<c>=0</c> for a wait for zero), <c>u</c> where that is undone.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Semaphore}{(Change > 0 ? "+" : Change == 0 ? "=" : "")}{Change}{(IsUndone ? "u" : "")}");

    /// <summary>The same with IPC_NOWAIT.</summary>
    internal LibC.sembuf WithoutWaiting() => _native with { sem_flg = (short)(_native.sem_flg | LibC.IPC_NOWAIT) };

    private static void ThrowIfNoAmount(int amount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(amount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(amount, SysVSemaphoreSet.MaximumValue);
    }
}
