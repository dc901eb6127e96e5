using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Inspect.Removal;

/// <summary>
/// An object that is to be removed, held on to as firmly as the kernel allows, so that it is not another of the same number or
/// name that goes in the end.
/// </summary>
/// <param name="one">As the snapshot had it.</param>
internal abstract class RemovalTarget(IpcObject one) : IDisposable
{
    public IpcObject Object { get; } = one;

    /// <summary>Holds on to the object of a snapshot.</summary>
    /// <exception cref="RefusedException">It cannot be removed, or it is gone, or is another by now.</exception>
    public static RemovalTarget Open(IpcObject one) => one switch
    {
        SysVObject of => new SysVTarget(of),
        PosixQueueObject { IsDeleted: true } or MemoryObject { IsDeleted: true, Kind: IpcKind.PosixMemory } or PosixSemaphoreObject { IsDeleted: true } or FifoObject { IsDeleted: true } =>
            throw Refused(one, "its name is removed already; it goes with the last process that has it"),
        PosixQueueObject queue => new QueueTarget(queue),
        MemoryObject { Kind: IpcKind.PosixMemory, Name: { } name } => new FileTarget(one, "/dev/shm" + name),
        PosixSemaphoreObject { Name: { } name } => new FileTarget(one, "/dev/shm/sem." + name[1..]),
        FifoObject { Name: ['/', ..] path } => new FileTarget(one, path),
        SocketFileObject { Name: { } path } => new FileTarget(one, path),
        UnixSocketObject { Name: ['/', ..] path } => new FileTarget(one, path),
        FifoObject or UnixSocketObject { Name: [not '@', ..] } => throw Refused(one, $"{one.Name} is no full path; give its path in place of its id"),
        MemoryObject { Kind: IpcKind.Domain } => throw Refused(one, "it is an object of Causeway's own: causeway named rm removes it"),
        MemoryObject { Kind: IpcKind.MappedFile } or FileLockObject => throw Refused(one, "it is a file, with what is in it; rm(1) removes it"),
        _ => throw Refused(one, "it has no name that could be removed; it goes with the last process that has it, which causeway show tells"),
    };

    /// <summary>Whether the very object is still there under its number or name.</summary>
    /// <returns>Null if so; else what is there instead, in words.</returns>
    public abstract string? Difference();

    /// <summary>Looks once more and removes it.</summary>
    /// <param name="force">Also if somebody has begun to use it, where the kernel tells that much.</param>
    /// <exception cref="RefusedException">It is gone, or another by now.</exception>
    /// <exception cref="SyscallException">The kernel did not.</exception>
    public abstract void Remove(bool force);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    /// <summary>Why it is left alone.</summary>
    protected static RefusedException Refused(IpcObject one, string why) => new($"{ObjectFacts.IdOf(one)} is left alone: {why}");

    protected void ThrowIfDifferent()
    {
        if (Difference() is { } difference)
            throw Refused(Object, difference);
    }
}
