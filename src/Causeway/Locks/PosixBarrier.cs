using Causeway.Locks;
using Causeway.Sys;

namespace Causeway;

/// <summary>libc's barrier in memory that processes share (pthread_barrier_wait(3)): all wait until so many have come, then all go on.</summary>
/// <remarks>
/// <para>
/// POSIX knows no way to stop waiting at a barrier: neither a timeout nor a token nor a signal can end <see cref="Wait"/>, and it
/// takes neither. A participant that dies before it comes, or while it waits (it has been counted then, and is missing in the
/// round after), leaves the others waiting for ever. Meet at a barrier in a thread that the program can do without.
/// </para>
/// <para>
/// Disposing lets go of the memory (an object that is never disposed keeps it mapped), and ends no wait: the memory stays mapped
/// until the last thread of this process has left. Thread-safe. All programs that share it must use the same libc in the same version.
/// </para>
/// </remarks>
public sealed class PosixBarrier : IDisposable
{
    private readonly LockLife _life;

    private PosixBarrier(LockMemory memory) => _life = new LockLife(memory);

    /// <summary>The room it takes, in bytes (sizeof(pthread_barrier_t)).</summary>
    public const int Bytes = LibC.PTHREAD_BARRIER_SIZE;

    /// <summary>What its place is a multiple of.</summary>
    public const int Alignment = LibC.PTHREAD_BARRIER_ALIGNMENT;

    /// <summary>What its memory is called, for messages.</summary>
    public string Name => _life.Name;

    /// <summary>Makes a barrier (pthread_barrier_init(3), shared between processes), once, before anyone uses it. What was there is overwritten.</summary>
    /// <param name="place">Where: <see cref="Bytes"/> bytes, aligned to <see cref="Alignment"/>.</param>
    /// <param name="participants">How many wait for each other: 1 or more.</param>
    /// <exception cref="ArgumentException">The place or the number cannot be right.</exception>
    /// <exception cref="InvalidOperationException">The memory is mapped to read only.</exception>
    /// <exception cref="ObjectDisposedException">The memory was disposed.</exception>
    public static unsafe PosixBarrier Create(LockPlace place, int participants)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(participants);
        PosixBarrier barrier = new(LockMemory.Take(place, Bytes, Alignment));
        try
        {
            LibC.pthread_barrierattr_t attributes;
            PthreadFailure.ThrowIf(LibC.pthread_barrierattr_init(&attributes), "pthread_barrierattr_init", barrier.Name);
            PthreadFailure.ThrowIf(LibC.pthread_barrierattr_setpshared(&attributes, LibC.PTHREAD_PROCESS_SHARED), "pthread_barrierattr_setpshared", barrier.Name);
            PthreadFailure.ThrowIf(LibC.pthread_barrier_init(barrier._life.Address, &attributes, (uint)participants), "pthread_barrier_init", barrier.Name);
            return barrier;
        }
        catch
        {
            barrier.Dispose();
            throw;
        }
    }

    /// <summary>Uses a barrier that <see cref="Create"/>, or pthread_barrier_init(3) in another program, has made shared between processes.</summary>
    /// <param name="place">Where: <see cref="Bytes"/> bytes, aligned to <see cref="Alignment"/>.</param>
    /// <exception cref="ArgumentException">The place cannot be right.</exception>
    /// <exception cref="InvalidDataException">What is there is not marked as shared between processes. (Seen with glibc only.)</exception>
    /// <exception cref="InvalidOperationException">The memory is mapped to read only.</exception>
    /// <exception cref="ObjectDisposedException">The memory was disposed.</exception>
    public static PosixBarrier Open(LockPlace place)
    {
        LockMemory memory = LockMemory.Take(place, Bytes, Alignment);
        if (GlibcLayout.IsSharedBarrier(memory.Address))
            return new PosixBarrier(memory);
        memory.Release();
        throw GlibcLayout.NotShared("barrier", memory.Name, "PosixBarrier.Create, or pthread_barrierattr_setpshared and pthread_barrier_init");
    }

    /// <summary>Comes to the barrier; waits until all have come (pthread_barrier_wait(3)). Nothing else ends it: no timeout, no token, no signal.</summary>
    /// <returns>true for exactly one of those that met (PTHREAD_BARRIER_SERIAL_THREAD), whichever; the barrier serves the next round at once.</returns>
    /// <exception cref="ObjectDisposedException">This object was disposed before.</exception>
    public bool Wait()
    {
        _life.Enter();
        int error = LibC.pthread_barrier_wait(_life.Address);
        _life.Leave();
        if (error == LibC.PTHREAD_BARRIER_SERIAL_THREAD)
            return true;
        PthreadFailure.ThrowIf(error, "pthread_barrier_wait", Name);
        return false;
    }

    /// <summary>Lets go of the memory once no thread of this process waits at it.</summary>
    public void Dispose() => _life.End();
}
