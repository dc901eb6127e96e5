using Causeway.Sys;

namespace Causeway;

public readonly partial record struct SysVSemaphoreSet
{
    /// <summary>One semaphore's value (semctl(2), GETVAL).</summary>
    /// <param name="semaphore">Its place in the set, from 0.</param>
    /// <exception cref="SyscallException">EINVAL: no such set or semaphore. EACCES: no read permission.</exception>
    public int GetValue(int semaphore) => Read(semaphore, LibC.GETVAL, "GETVAL");

    /// <summary>The process that last operated on a semaphore or set it, or had something undone; 0 for nobody (GETPID).</summary>
    /// <inheritdoc cref="GetValue"/>
    public int GetLastProcessId(int semaphore) => Read(semaphore, LibC.GETPID, "GETPID");

    /// <summary>How many wait for a semaphore to grow (GETNCNT).</summary>
    /// <inheritdoc cref="GetValue"/>
    public int GetTakeWaiters(int semaphore) => Read(semaphore, LibC.GETNCNT, "GETNCNT");

    /// <summary>How many wait for a semaphore to become 0 (GETZCNT).</summary>
    /// <inheritdoc cref="GetValue"/>
    public int GetZeroWaiters(int semaphore) => Read(semaphore, LibC.GETZCNT, "GETZCNT");

    /// <summary>Sets one semaphore's value (SETVAL), wakes whoever waited for it, and forgets what every process would have undone to it.</summary>
    /// <param name="semaphore">Its place in the set, from 0.</param>
    /// <param name="value">0 to <see cref="MaximumValue"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is out of range.</exception>
    /// <exception cref="SyscallException">EINVAL: no such set or semaphore. EACCES: no write permission.</exception>
    public void SetValue(int semaphore, int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaximumValue);
        int result = LibC.semctl(Id, semaphore, LibC.SETVAL, value);
        Errno error = Errno.Last;
        if (result < 0)
            throw ControlFailure("SETVAL", error);
    }

    /// <summary>All values at one moment (GETALL).</summary>
    /// <exception cref="SyscallException">EINVAL: no such set. EACCES: no read permission.</exception>
    public unsafe ushort[] GetValues()
    {
        ushort[] values = new ushort[GetStatus().Count];
        fixed (ushort* start = values)
        {
            int result = LibC.semctl(Id, 0, LibC.GETALL, (nint)start);
            Errno error = Errno.Last;
            return result >= 0 ? values : throw ControlFailure("GETALL", error);
        }
    }

    /// <summary>Sets all values at once (SETALL), and forgets what every process would have undone.</summary>
    /// <param name="values">As many as the set has semaphores, each 0 to <see cref="MaximumValue"/>.</param>
    /// <exception cref="ArgumentException">Another number of values, or one out of range.</exception>
    /// <exception cref="SyscallException">EINVAL: no such set. EACCES: no read or no write permission.</exception>
    public void SetValues(ReadOnlySpan<ushort> values)
    {
        ThrowIfTooLarge(values, nameof(values));
        // The kernel reads as many as the set has, whatever the length here: an id's number of semaphores never changes.
        int count = GetStatus().Count;
        if (values.Length != count)
            throw new ArgumentException($"{this} has {Counted.Of(count, "semaphore")}, not {values.Length}", nameof(values));
        SetAll(values);
    }

    private static void ThrowIfTooLarge(ReadOnlySpan<ushort> values, string parameter)
    {
        if (values.ContainsAnyExceptInRange((ushort)0, (ushort)MaximumValue))
            throw new ArgumentOutOfRangeException(parameter, $"a semaphore's value is at most {MaximumValue}");
    }

    private unsafe void SetAll(ReadOnlySpan<ushort> values)
    {
        fixed (ushort* start = values)
        {
            int result = LibC.semctl(Id, 0, LibC.SETALL, (nint)start);
            Errno error = Errno.Last;
            if (result < 0)
                throw ControlFailure("SETALL", error);
        }
    }

    private int Read(int semaphore, int command, string name)
    {
        int result = LibC.semctl(Id, semaphore, command, 0);
        Errno error = Errno.Last;
        return result >= 0 ? result : throw ControlFailure(name, error);
    }
}
