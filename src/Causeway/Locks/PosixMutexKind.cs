namespace Causeway;

/// <summary>What a <see cref="PosixMutex"/> does when the thread that holds it locks it again.</summary>
public enum PosixMutexKind
{
    /// <summary>PTHREAD_MUTEX_NORMAL: it waits for itself, until a timeout or token ends that.</summary>
    Normal,

    /// <summary>PTHREAD_MUTEX_RECURSIVE: it holds it once more, and has to unlock it as often.</summary>
    Recursive,

    /// <summary>PTHREAD_MUTEX_ERRORCHECK: it is refused with EDEADLK.</summary>
    ErrorChecking,
}
