using Causeway.Sys;

namespace Causeway.Domains;

/// <content>What becomes of its name.</content>
internal sealed unsafe partial class ObjectFile
{
    /// <summary>Whether somebody removes or collects the object at this moment.</summary>
    public bool IsBeingRemoved => OfdLock.FindHeld(Descriptor, Path, ObjectRemoval.Byte, 1) is not null;

    /// <summary>Waits until nobody removes or collects the object.</summary>
    /// <returns>Whether somebody did: then the answer to "which cells are free" and "is it collected" may be another now.</returns>
    public bool AwaitRemoval()
    {
        if (!IsBeingRemoved)
            return false;
        OfdLock.Acquire(Descriptor, Path, ObjectRemoval.Byte, 1);
        OfdLock.Release(Descriptor, Path, ObjectRemoval.Byte, 1);
        return true;
    }

    /// <summary>Marks the object and removes its name, if nobody takes part and the last who did has died; for an object of a description of its own.</summary>
    /// <returns>Whether it was collected.</returns>
    public bool TryCollect(SafeFileDescriptor directory)
    {
        // First without a lock: an object in use is not disturbed.
        if (OfdLock.FindHeld(Descriptor, Path, ObjectRemoval.Byte, ObjectRemoval.AllBytes) is not null || !HasRemains())
            return false;
        if (!OfdLock.TryAcquire(Descriptor, Path, ObjectRemoval.Byte, ObjectRemoval.AllBytes))
            return false;
        try
        {
            // Nobody lives, and nobody takes a cell: what is found now stays so.
            if (!HasRemains())
                return false;
            Mark(1);
            return RemoveMarked(directory);
        }
        finally
        {
            OfdLock.Release(Descriptor, Path, ObjectRemoval.Byte, ObjectRemoval.AllBytes);
        }
    }

    /// <summary>Does what a collector did not come to that died, or has not come to yet, after it had marked the object.</summary>
    private void FinishRemoval(SafeFileDescriptor directory)
    {
        OfdLock.Acquire(Descriptor, Path, ObjectRemoval.Byte, 1);
        try
        {
            // Under the byte the mark stays as it is: a collector that was not allowed to remove the name has taken it back.
            if (IsCollected)
                RemoveMarked(directory);
        }
        catch (Exception e) when (e is SyscallException or UnauthorizedAccessException)
        {
            // Nor is this process: the object lives on, without the mark.
        }
        finally
        {
            OfdLock.Release(Descriptor, Path, ObjectRemoval.Byte, 1);
        }
    }

    /// <summary>Removes the name of the object that is marked. Where that fails, the mark goes: nobody has joined under it. Under the removal byte.</summary>
    private bool RemoveMarked(SafeFileDescriptor directory)
    {
        try
        {
            return ObjectRemoval.RemoveLocked(directory, Name, Path, Identity);
        }
        catch
        {
            Mark(0);
            throw;
        }
    }

    /// <summary>Whether somebody went without emptying its cell, and nobody who left in good order after that has; or the creator died before it had one.</summary>
    private bool HasRemains()
    {
        ObjectState state = ObjectState.Read(Descriptor, Path);
        if (state.People == 0)
            return true;
        for (int cell = 1; cell <= ObjectLayout.CellCount; cell++)
        {
            if (!state.IsEmpty(cell))
                return true;
        }

        return false;
    }

    private void Mark(uint collected)
    {
        using HandleHold hold = new(Mapping);

        // Release: who takes a cell after the locks are gone sees the mark.
        Volatile.Write(ref *(uint*)(hold.Value + ObjectLayout.Collected32), collected);
        CrashPoint.At("collect.marked");
    }
}
