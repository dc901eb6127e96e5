namespace Causeway;

/// <summary>Who meets at a <see cref="Futex"/>. Waiters and wakers must agree: a mismatch wakes nobody.</summary>
public enum FutexScope
{
    /// <summary>Every process that maps the memory, wherever: the word is found by its page.</summary>
    AllProcesses,

    /// <summary>The threads of this process (FUTEX_PRIVATE_FLAG): the word is found by its address, which is a little faster.</summary>
    ThisProcess,
}
