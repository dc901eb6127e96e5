namespace Causeway;

/// <summary>What a <see cref="FileLockScope"/> gives its lock back to.</summary>
internal interface ILockHolder
{
    /// <summary>Releases the lock of that turn; nothing where it has gone.</summary>
    void Release(long turn);
}
