namespace Causeway.Cli.Commands.Inspect;

/// <summary>Who waits at an object.</summary>
internal static class Waiters
{
    /// <summary>The waits at it, at one of several objects that it is among, or at a word of it where it is memory.</summary>
    public static IEnumerable<IpcWait> At(InspectionSnapshot snapshot, IpcObject one) => At(snapshot.Waits, one);

    /// <inheritdoc cref="At(InspectionSnapshot, IpcObject)"/>
    public static IEnumerable<IpcWait> At(IEnumerable<IpcWait> waits, IpcObject one) =>
        waits.Where(wait => IsAt(wait.Object, one.Id) || wait.Several.Any(several => IsAt(several, one.Id)));

    private static bool IsAt(IpcObject? at, IpcObjectId id) => at is not null && (at.Id == id || at is FutexObject { Memory: { } memory } && memory == id);
}
