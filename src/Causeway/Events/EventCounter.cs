using Causeway.Sys;

namespace Causeway;

/// <summary>A 64-bit count of the kernel that is added to and read, as a descriptor (eventfd(2)): to wake whoever polls it.</summary>
/// <remarks>
/// <para>
/// It has no name: a process gets it by inheriting its descriptor or over a UNIX socket
/// (<see cref="UnixSocket.SendWithHandles"/>), and
/// wraps it with the constructor here. Adding wakes readers; adding more than fits waits until somebody reads.
/// </para>
/// <para>
/// Thread-safe. A synchronous call that waits is one system call, an asynchronous one holds no thread. The open file
/// description is left in the mode that it is in, blocking or not; either works. Disposing ends asynchronous waits and
/// leaves synchronous ones waiting.
/// </para>
/// </remarks>
public sealed partial class EventCounter : IDisposable
{
    /// <summary>The highest value that it can have: 2⁶⁴ − 2.</summary>
    public const ulong MaximumValue = ulong.MaxValue - 1;

    private const int ValueBytes = sizeof(ulong);
    private const string ObjectName = "eventfd";

    private readonly EventCounterMode? _mode;

    private EventCounter(SafeFileDescriptor descriptor, EventCounterMode? mode)
    {
        Descriptor = descriptor;
        _mode = mode;
    }

    /// <summary>Takes over a descriptor that came from elsewhere.</summary>
    /// <param name="descriptor">Of an eventfd; owned by this object from here on.</param>
    /// <exception cref="ArgumentException">It is something else.</exception>
    /// <exception cref="IOException">/proc, which says so, is not mounted.</exception>
    public EventCounter(SafeFileDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        if (!EventCounterInfo.TryRead(descriptor, out EventCounterInfo info))
            throw new ArgumentException($"{descriptor} is no eventfd.", nameof(descriptor));
        Descriptor = descriptor;
        _mode = info.Mode;
    }

    /// <summary>The descriptor, owned by this object: readable while the value is above 0, writable while it can be added to.</summary>
    public SafeFileDescriptor Descriptor { get; }

    /// <summary>Runs continuations of asynchronous calls on the reactor's thread: faster, but they must neither block nor take long. False unless set.</summary>
    public bool InlineContinuations { get; set; }

    /// <summary>What a read takes; null of a descriptor from elsewhere where the kernel does not tell (before Linux 6.5).</summary>
    public EventCounterMode? Mode => _mode;

    /// <summary>The value now, taken from /proc/self/fdinfo: to look at, not to decide by.</summary>
    /// <exception cref="IOException">/proc is not mounted.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public ulong Value => EventCounterInfo.TryRead(Descriptor, out EventCounterInfo info) ? info.Value
        : throw new IOException($"/proc/self/fdinfo does not tell of {Descriptor}.");

    /// <summary>Creates one (eventfd(2)).</summary>
    /// <param name="initialValue">What it counts from.</param>
    /// <param name="mode">What a read takes.</param>
    /// <exception cref="SyscallException">EMFILE: the process is at its descriptor limit. ENFILE: the machine is.</exception>
    public static EventCounter Create(uint initialValue = 0, EventCounterMode mode = EventCounterMode.Counter)
    {
        if (!Enum.IsDefined(mode))
            throw new ArgumentOutOfRangeException(nameof(mode), mode, "Counter or Semaphore.");
        int descriptor = LibC.eventfd(initialValue, LibC.EFD_CLOEXEC | (mode == EventCounterMode.Semaphore ? LibC.EFD_SEMAPHORE : 0));
        Errno error = Errno.Last;
        return descriptor >= 0
            ? new EventCounter(new SafeFileDescriptor(descriptor), mode)
            : throw SyscallFailure.Create("eventfd", objectName: null, error);
    }

    /// <summary>Closes the descriptor. Others who have it go on.</summary>
    public void Dispose() => Descriptor.Dispose();
}
