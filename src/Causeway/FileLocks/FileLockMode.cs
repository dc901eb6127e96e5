namespace Causeway;

/// <summary>What a lock of a file keeps out.</summary>
public enum FileLockMode
{
    /// <summary>Exclusive locks: any number of holders share it (LOCK_SH, F_RDLCK).</summary>
    Shared,

    /// <summary>Every other lock (LOCK_EX, F_WRLCK).</summary>
    Exclusive,
}
