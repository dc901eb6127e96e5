using Causeway.Domains;

namespace Causeway.Liveness;

/// <summary>The lock bytes of the cells: who holds a cell's byte lives, and nobody else does.</summary>
/// <remarks>
/// Open-file-description locks on this process's own description of the file: the kernel lets go of them when the description is closed, by
/// whatever death or by exec; no process of the same number can be taken for the dead one, and namespaces make no difference. A child that is
/// forked without exec shares the description, and keeps its parent alive: .NET has no such children.
/// </remarks>
internal sealed class LifeLock(ObjectFile file)
{
    /// <summary>Takes a cell for this process.</summary>
    /// <returns>False: somebody has it.</returns>
    public bool TryLock(int cell) => OfdLock.TryAcquire(file.Descriptor, file.Path, ObjectLayout.LockBytes + cell, 1);

    /// <summary>Whether somebody other than this process has the cell.</summary>
    public bool IsLocked(int cell) => OfdLock.FindHeld(file.Descriptor, file.Path, ObjectLayout.LockBytes + cell, 1) is not null;
}
