namespace Causeway.Inspection.Domains;

/// <summary>Who holds a named object of Causeway's own.</summary>
internal static class DomainHolders
{
    /// <summary>A mutex's or lock's owner by its cell.</summary>
    public const int OwnerCell = 0x7F;

    /// <summary>Whether one who takes part has what others may wait for: a mutex, units, shares.</summary>
    public static bool Holds(NamedObjectDetails details, NamedObjectParticipant one) => details.Kind switch
    {
        NamedObjectKind.Mutex or NamedObjectKind.Lock => one.Cell == (details.Value & OwnerCell),
        NamedObjectKind.ReaderWriterLock or NamedObjectKind.Semaphore => one.Held != 0,
        _ => false,
    };
}
