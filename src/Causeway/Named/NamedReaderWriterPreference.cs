namespace Causeway;

/// <summary>Whom a <see cref="NamedReaderWriterLock"/> lets in first. Either way nobody starves, unlike with <see cref="PosixLockPreference"/>.</summary>
public enum NamedReaderWriterPreference
{
    /// <summary>A writer that waits keeps new readers out at once. Who reads must not wait to read again: it may wait for a writer that waits for it.</summary>
    Writers,

    /// <summary>Readers come in as long as readers are in, until a writer has been woken four times for nothing.</summary>
    Readers,
}
