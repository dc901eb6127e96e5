namespace Causeway;

/// <summary>A lock that is held: disposing releases this one and no other.</summary>
/// <remarks>
/// Disposing twice, or after the lock was given up in another way and perhaps taken anew, does nothing. Thread-safe: any
/// thread may dispose it.
/// </remarks>
public readonly struct FileLockScope : IDisposable
{
    private readonly ILockHolder? _holder;
    private readonly long _turn;

    internal FileLockScope(ILockHolder holder, long turn)
    {
        _holder = holder;
        _turn = turn;
    }

    /// <summary>Releases the lock if it is still held.</summary>
    /// <exception cref="SyscallException">ENOLCK: the kernel has no memory for what remains of a range. EIO: the file system failed.</exception>
    public void Dispose() => _holder?.Release(_turn);
}
