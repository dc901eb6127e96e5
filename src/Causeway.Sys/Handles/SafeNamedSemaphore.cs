using System.Runtime.InteropServices;

namespace Causeway.Sys;

/// <summary>Owns one opening of a named semaphore (sem_close(3)); libc counts the openings of one process.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class SafeNamedSemaphore : SafeHandle
{
    /// <summary>Takes ownership of what sem_open(3) answered.</summary>
    public SafeNamedSemaphore(nint semaphore)
        : base(LibC.SEM_FAILED, ownsHandle: true) => SetHandle(semaphore);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == LibC.SEM_FAILED;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibC.sem_close(handle) == 0;
}
