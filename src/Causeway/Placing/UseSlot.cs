namespace Causeway.Placing;

/// <summary>One thread's word that says which <see cref="ObjectLease"/> it uses at this moment.</summary>
internal sealed class UseSlot
{
    /// <summary>The id of the lease in use; 0: none. Written by its own thread alone.</summary>
    public long Using;

    /// <summary>Every live thread's. A slot lives as long as its thread, which alone holds it.</summary>
    private static readonly List<WeakReference<UseSlot>> s_slots = [];

    [ThreadStatic]
    private static UseSlot? t_current;

    private UseSlot()
    {
    }

    /// <summary>The calling thread's.</summary>
    public static UseSlot Current => t_current ?? Add();

    /// <summary>Returns when no thread uses the lease. It has been ended before, so that none begins to.</summary>
    public static void WaitUntilNoneUses(long lease)
    {
        // A slot that is added later belongs to a thread that took the lock after this one: it reads that the lease has ended.
        WeakReference<UseSlot>[] slots;
        lock (s_slots)
            slots = [.. s_slots];
        foreach (WeakReference<UseSlot> reference in slots)
        {
            SpinWait spin = default;
            while (reference.TryGetTarget(out UseSlot? slot) && Volatile.Read(ref slot.Using) == lease) // acquire: pairs with (E) of ObjectLease
                spin.SpinOnce();
        }
    }

    private static UseSlot Add()
    {
        UseSlot slot = new();
        lock (s_slots)
        {
            s_slots.RemoveAll(static reference => !reference.TryGetTarget(out _));
            s_slots.Add(new WeakReference<UseSlot>(slot));
        }

        return t_current = slot;
    }
}
