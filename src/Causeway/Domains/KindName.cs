using System.Globalization;

namespace Causeway.Domains;

/// <summary>What a kind of object is called in a sentence.</summary>
internal static class KindName
{
    /// <summary>With its article: "a semaphore".</summary>
    public static string Of(NamedObjectKind kind) => kind switch
    {
        NamedObjectKind.Semaphore => "a semaphore",
        NamedObjectKind.Event => "an event",
        NamedObjectKind.Mutex => "a mutex",
        NamedObjectKind.ReaderWriterLock => "a read-write lock",
        NamedObjectKind.Lock => "a lock",
        NamedObjectKind.Barrier => "a barrier",
        NamedObjectKind.Countdown => "a countdown",
        NamedObjectKind.Memory => "memory",
        _ => string.Create(CultureInfo.InvariantCulture, $"an object of unknown kind {(uint)kind}"),
    };
}
