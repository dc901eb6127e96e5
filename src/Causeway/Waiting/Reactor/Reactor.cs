using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway.Waiting;

/// <summary>
/// One thread in epoll_wait(2) for the whole process. A descriptor is registered when it is first awaited, and leaves when its
/// handle is released, or while it is used without waiting.
/// </summary>
/// <remarks>
/// <para>
/// Edge-triggered where this thread itself waits again and again (inline continuations): arming a one-shot registration costs a
/// system call for each wait. An edge that comes between a failed read and the wait is not lost: see <see cref="DescriptorWatch"/>.
/// </para>
/// <para>
/// Armed for one event by each wait of any other thread: edge-triggered, each message that a thread of the pool took woke this
/// one for nothing, which costs more than the call. A POSIX queue has one line of pollers for both directions besides, and
/// whoever sends or receives wakes them all, ourselves included; a socket announces room with every message that the peer takes.
/// </para>
/// </remarks>
internal sealed unsafe class Reactor
{
    private const int MaxEvents = 256;
    private const string Addition = "epoll_ctl(EPOLL_CTL_ADD)";
    private static readonly Lock s_creation = new();
    private static Reactor? s_shared;

    private readonly SafeFileDescriptor _epoll;
    private readonly Lock _registration = new();

    /// <summary>Keys are never used twice, so an event that was under way when its descriptor left finds nothing.</summary>
    private readonly ConcurrentDictionary<long, DescriptorWatch> _watches = new();
    private long _lastKey;
    private int _thread;

    private Reactor()
    {
        int epoll = LibC.epoll_create1(LibC.EPOLL_CLOEXEC);
        Errno error = Errno.Last;
        if (epoll < 0)
            throw SyscallFailure.Create("epoll_create1", objectName: null, error);
        _epoll = new SafeFileDescriptor(epoll);
        try
        {
            new Thread(Run) { IsBackground = true, Name = "causeway-reactor" }.UnsafeStart();
        }
        catch
        {
            _epoll.Dispose();
            throw;
        }
    }

    /// <summary>The process's reactor; its thread starts with the first use. One that could not be had (EMFILE) is tried again by the next.</summary>
    /// <exception cref="SyscallException">EMFILE: the process is at its descriptor limit. ENFILE: the machine is.</exception>
    public static Reactor Shared => Volatile.Read(ref s_shared) ?? Create();

    /// <summary>The number of descriptors registered now.</summary>
    public int Count => _watches.Count;

    /// <summary>Whether the caller is a continuation that runs inline.</summary>
    public bool IsOwnThread => Environment.CurrentManagedThreadId == Volatile.Read(ref _thread);

    /// <summary>The watch of this descriptor where it has been awaited before; else null.</summary>
    public static DescriptorWatch? WatchOf(SafeFileDescriptor descriptor) => descriptor.Watch as DescriptorWatch;

    /// <summary>The watch of this descriptor, registered on the first call.</summary>
    /// <exception cref="ObjectDisposedException">The descriptor is closed.</exception>
    /// <exception cref="SyscallException">EPERM: a regular file or directory, always ready and not pollable. ENOSPC: /proc/sys/fs/epoll/max_user_watches. EEXIST: another handle has the same number.</exception>
    public DescriptorWatch Watch(SafeFileDescriptor descriptor) => WatchOf(descriptor) ?? Register(descriptor);

    /// <summary>Asks for other events of a descriptor. The kernel looks at once: what is there already is an event.</summary>
    /// <exception cref="ObjectDisposedException">The descriptor is closed.</exception>
    /// <exception cref="SyscallException">Where it is new: ENOSPC and EEXIST as of <see cref="Watch"/>.</exception>
    internal void Ask(long key, SafeFileDescriptor descriptor, uint events, bool isNew)
    {
        using HandleHold hold = new(descriptor);
        Errno error = Control(isNew ? LibC.EPOLL_CTL_ADD : LibC.EPOLL_CTL_MOD, descriptor, events, key);
        if (error != default)
            throw SyscallFailure.Create(isNew ? Addition : "epoll_ctl(EPOLL_CTL_MOD)", descriptor.ToString(), error, Remedy(error));
    }

    /// <summary>Takes a descriptor out of epoll that stays open; the next to ask is to say that it is new.</summary>
    /// <exception cref="ObjectDisposedException">The descriptor is closed.</exception>
    internal void Leave(SafeFileDescriptor descriptor)
    {
        using HandleHold hold = new(descriptor);
        Errno error = Control(LibC.EPOLL_CTL_DEL, descriptor, events: 0, key: 0);
        if (error != default)
            throw SyscallFailure.Create("epoll_ctl(EPOLL_CTL_DEL)", descriptor.ToString(), error);
    }

    /// <summary>Takes a descriptor out of epoll, before it is closed.</summary>
    internal void Remove(long key, int descriptor)
    {
        if (_watches.TryRemove(key, out _))
            _ = LibC.epoll_ctl(_epoll, LibC.EPOLL_CTL_DEL, descriptor, null);
    }

    private static Reactor Create()
    {
        lock (s_creation)
            return s_shared ??= new Reactor();
    }

    private DescriptorWatch Register(SafeFileDescriptor descriptor)
    {
        lock (_registration)
        {
            if (descriptor.Watch is DescriptorWatch present)
                return present;
            using HandleHold hold = new(descriptor);
            var watch = new DescriptorWatch(this, ++_lastKey, descriptor);
            _watches[watch.Key] = watch;
            Errno error = Control(LibC.EPOLL_CTL_ADD, descriptor, LibC.EPOLLONESHOT, watch.Key);
            if (error != default)
            {
                _watches.TryRemove(watch.Key, out _);
                throw SyscallFailure.Create(Addition, descriptor.ToString(), error, Remedy(error));
            }

            descriptor.Watch = watch;
            return watch;
        }
    }

    /// <summary>epoll_ctl(2). Under a hold of the descriptor, so that the number is still its own.</summary>
    private Errno Control(int operation, SafeFileDescriptor descriptor, uint events, long key)
    {
        byte* epollEvent = stackalloc byte[16];
        *(uint*)epollEvent = events;
        *(long*)(epollEvent + LibC.EPOLL_EVENT_DATA_OFFSET) = key;
        int result = LibC.epoll_ctl(_epoll, operation, (int)descriptor.DangerousGetHandle(), epollEvent);
        Errno error = Errno.Last;
        return result == 0 ? default : error;
    }

    private static string? Remedy(Errno error)
    {
        if (error == Errno.ENOSPC)
            return "raise /proc/sys/fs/epoll/max_user_watches";
        return error == Errno.EEXIST ? "another handle of the same number is awaited: await on that one, or on a Duplicate()" : null;
    }

    private void Run()
    {
        Volatile.Write(ref _thread, Environment.CurrentManagedThreadId);

        // For good: the reactor ends with the process.
        HandleHold epoll = new(_epoll);
        int stride = LibC.EPOLL_EVENT_SIZE;
        int dataOffset = LibC.EPOLL_EVENT_DATA_OFFSET;
        byte* events = (byte*)NativeMemory.AllocZeroed(MaxEvents, (nuint)stride);
        while (true)
        {
            int count = LibC.epoll_wait((int)epoll.Value, events, MaxEvents, timeoutMilliseconds: -1, out Errno error);
            if (count < 0 && error != Errno.EINTR)
                throw SyscallFailure.Create("epoll_wait", objectName: null, error);
            for (int i = 0; i < count; i++)
            {
                byte* epollEvent = events + (i * stride);
                if (_watches.TryGetValue(*(long*)(epollEvent + dataOffset), out DescriptorWatch? watch))
                    watch.Signal(*(uint*)epollEvent);
            }
        }
    }
}
