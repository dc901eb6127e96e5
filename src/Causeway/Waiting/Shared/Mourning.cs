namespace Causeway.Waiting;

/// <summary>Buries a process that has closed its doorbell, as soon as the kernel has let go of its lock bytes too.</summary>
/// <remarks>
/// A dying process's descriptors are closed one after the other, in an order that nothing promises. Its doorbell says that it dies; that it is
/// dead, of one object, only the lock byte says. Between the two are microseconds, or as long as the kernel is busy: it is asked again, less and less often.
/// </remarks>
internal static class Mourning
{
    /// <summary>Buries it now, or soon.</summary>
    public static void Begin(Doorbells bells, ulong doorbell)
    {
        if (!SharedObjects.TryMourn(bells, doorbell))
            BuryLater(bells, doorbell);
    }

    private static void BuryLater(Doorbells bells, ulong doorbell) => Retry.Later(() =>
    {
        try
        {
            return SharedObjects.TryMourn(bells, doorbell);
        }
        catch (SyscallException)
        {
            // The kernel could not say who lives (ENOLCK, ENOMEM): asked again.
            return false;
        }
    });
}
