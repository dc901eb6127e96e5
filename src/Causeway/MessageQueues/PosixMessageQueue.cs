using Causeway.Sys;

namespace Causeway;

/// <summary>A POSIX message queue (mq_overview(7)): whole messages with priorities, found by name, kept by the kernel until deleted.</summary>
/// <remarks>
/// <para>
/// The highest priority comes first, and among equals the oldest. A queue belongs to an IPC namespace and outlives every
/// process that uses it until <see cref="Delete"/>: disposing only closes this process's descriptor. Programs in C see the
/// same queue under the same name.
/// </para>
/// <para>
/// Thread-safe. A synchronous call waits in the kernel's own line, which is served before anybody who polls and before a
/// registration for notification; the asynchronous forms wait by epoll(7) and leave no mark on the queue. The first of them opens
/// the queue once more, non-blocking, where /proc and the descriptor limit allow it: an object that awaits has two descriptors.
/// </para>
/// </remarks>
public sealed partial class PosixMessageQueue : IDisposable
{
    /// <summary>The highest priority; 0 is the lowest.</summary>
    public const int MaximumPriority = 32767;

    private readonly SafeFileDescriptor _descriptor;
    private readonly DescriptorUse _use;

    /// <summary>What to open it with: O_CLOEXEC and the access.</summary>
    private readonly int _accessFlags;

    private PosixMessageQueue(string name, SafeFileDescriptor descriptor, int accessFlags, LibC.mq_attr attributes)
    {
        Name = name;
        _descriptor = descriptor;
        _accessFlags = accessFlags;
        _use = new DescriptorUse(descriptor);
        MaxMessages = (int)attributes.mq_maxmsg;
        MaxMessageBytes = (int)attributes.mq_msgsize;
    }

    /// <summary>The name it was opened by.</summary>
    public string Name { get; }

    /// <summary>How many messages it holds at the most (mq_maxmsg). Fixed at its creation.</summary>
    public int MaxMessages { get; }

    /// <summary>The longest message in bytes (mq_msgsize), which is also the least room to receive into. Fixed at its creation.</summary>
    public int MaxMessageBytes { get; }

    /// <summary>How many messages are in it now (mq_getattr(3)).</summary>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public int CurrentMessages => (int)ReadAttributes(Name, _descriptor).mq_curmsgs;

    /// <summary>
    /// Whether the open file description has O_NONBLOCK (mq_getattr(3), mq_setattr(3)). False unless set; calls of this object do the
    /// same either way. It is for whoever else uses the description: a child that inherited it, a library in C.
    /// </summary>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public unsafe bool IsNonBlocking
    {
        get => (ReadAttributes(Name, _descriptor).mq_flags & LibC.O_NONBLOCK) != 0;
        set
        {
            LibC.mq_attr attributes = new() { mq_flags = value ? LibC.O_NONBLOCK : 0 };
            int result = LibC.mq_setattr(_descriptor, &attributes, null);
            Errno error = Errno.Last;
            if (result != 0)
                throw SyscallFailure.Create("mq_setattr", Name, error);
        }
    }

    /// <summary>The descriptor, owned by this object: blocking and close-on-exec.</summary>
    public SafeFileDescriptor Descriptor => _descriptor;

    /// <summary>Runs continuations of asynchronous calls on the reactor's thread: faster, but they must neither block nor take long. False unless set.</summary>
    public bool InlineContinuations { get; set; }

    /// <summary>Closes its descriptors and ends pending asynchronous calls; a synchronous wait goes on. The queue stays: see <see cref="Delete"/>.</summary>
    public void Dispose()
    {
        EndRegistration();
        _descriptor.Dispose();
        _nonBlocking?.Dispose();
        _notifier?.Dispose();
    }

    /// <summary>What it holds and who is registered for its next message (mq_getattr(3), read(2)). Takes no message.</summary>
    /// <exception cref="SyscallException">EBADF: opened to send only.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public PosixMessageQueueStatus ReadStatus() => PosixMessageQueueStatus.Of(_descriptor, Name);

    internal static unsafe LibC.mq_attr ReadAttributes(string name, SafeFileDescriptor descriptor)
    {
        LibC.mq_attr attributes;
        int result = LibC.mq_getattr(descriptor, &attributes);
        Errno error = Errno.Last;
        return result == 0 ? attributes : throw SyscallFailure.Create("mq_getattr", name, error);
    }
}
