using System.Globalization;

namespace Causeway.Tests.Locks;

/// <summary>POSIX shared memory for locks, of a name of its own: a page, or more.</summary>
public sealed class LockRoom : IDisposable
{
    private static int s_last;

    public LockRoom(long bytes = 4096)
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"/causeway-lock-{Environment.ProcessId}-{Interlocked.Increment(ref s_last):D6}");
        PosixSharedMemory.Create(Name, bytes).Dispose();
        // Opened by its name, so that /proc/self/maps tells it.
        Mapping = Map(Name);
    }

    public string Name { get; }

    public MemoryMapping Mapping { get; }

    /// <summary>The same page again, as another process sees it.</summary>
    public static MemoryMapping Map(string name)
    {
        using PosixSharedMemory memory = PosixSharedMemory.Open(name);
        return MemoryMapping.Map(memory);
    }

    public LockPlace At(long offset) => LockPlace.In(Mapping, offset);

    /// <summary>Starts a C program on the page.</summary>
    public Peer StartC(string program, long offset = 0) => Peer.StartC(program, Name, offset.ToString(CultureInfo.InvariantCulture));

    public void Dispose()
    {
        Mapping.Dispose();
        PosixSharedMemory.TryDelete(Name);
    }
}
