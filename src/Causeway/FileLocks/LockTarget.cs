using System.Runtime.InteropServices;
using Causeway.Naming;
using Causeway.Sys;

namespace Causeway;

/// <summary>The file that a lock object locks: opened by it, or borrowed.</summary>
internal sealed partial class LockTarget : IDisposable
{
    private const int Common = LibC.O_CLOEXEC | LibC.O_NOCTTY | LibC.O_NONBLOCK;

    private readonly bool _owns;
    private readonly bool _posix;
    private readonly FileIdentity _identity;
    private int _left;

    private LockTarget(SafeHandle handle, string name, string? path, bool owns, bool posix)
    {
        Handle = handle;
        Name = name;
        Path = path;
        _owns = owns;
        _posix = posix;
        _identity = IdentityOf(handle, name);
        if (!LockedFiles.TryEnter(_identity, posix, owns))
            throw Refusal(name, posix);
    }

    /// <summary>What calls lock through. It is not disposed here where it is borrowed.</summary>
    public SafeHandle Handle { get; }

    /// <summary>For messages.</summary>
    public string Name { get; }

    /// <summary>Where it was found; null where it is borrowed.</summary>
    public string? Path { get; }

    /// <summary>Whether the path still leads to this file, through symbolic links too.</summary>
    public bool IsAtPath
    {
        get
        {
            using SafeFileDescriptor? there = Peek(Path ?? throw new InvalidOperationException($"{Name} was not opened by a path: nobody knows whether it still has one"));
            return there is not null && IdentityOf(there, Name) == _identity;
        }
    }

    /// <summary>Works on a descriptor that belongs to somebody else.</summary>
    public static LockTarget Over(SafeHandle handle, bool posix)
    {
        ArgumentNullException.ThrowIfNull(handle);
        if (handle is not (SafeFileDescriptor or Microsoft.Win32.SafeHandles.SafeFileHandle))
            throw new ArgumentException("a SafeFileHandle or a SafeFileDescriptor is needed", nameof(handle));
        ObjectDisposedException.ThrowIf(handle.IsClosed || handle.IsInvalid, handle);
        string name = handle is SafeFileDescriptor descriptor ? descriptor.ToString() : $"descriptor {handle.DangerousGetHandle()}";
        return new LockTarget(handle, name, path: null, owns: false, posix);
    }

    /// <summary>Opens what is at the path.</summary>
    public static LockTarget Open(string path, FileAccess access, bool posix)
    {
        KernelPath.Check(path);
        int flags = FlagsOf(access);
        return TryOpen(path, flags, posix, out Errno error) ?? throw OpenFailure(path, error);
    }

    /// <summary>Creates an empty file.</summary>
    public static LockTarget Create(string path, UnixFileMode permissions, FileAccess access, bool posix)
    {
        KernelPath.Check(path);
        return TryCreate(path, Permissions.ToMode(permissions), FlagsOf(access), posix, out Errno error) ?? throw CreateFailure(path, error);
    }

    /// <summary>Opens what is at the path, or creates an empty file.</summary>
    public static LockTarget OpenOrCreate(string path, UnixFileMode permissions, FileAccess access, bool posix)
    {
        KernelPath.Check(path);
        uint mode = Permissions.ToMode(permissions);
        int flags = FlagsOf(access);
        while (true)
        {
            if (TryOpen(path, flags, posix, out Errno error) is { } found)
                return found;
            if (error != Errno.ENOENT)
                throw OpenFailure(path, error);
            if (TryCreate(path, mode, flags, posix, out error) is { } created)
                return created;
            if (error != Errno.EEXIST)
                throw CreateFailure(path, error);
            if (LeadsNowhere(path))
                throw DanglingFailure(path);
        }
    }

    /// <summary>Which file a descriptor is open for.</summary>
    public static unsafe FileIdentity IdentityOf(SafeHandle handle, string name)
    {
        using HandleHold hold = new(handle);
        using SafeFileDescriptor borrowed = new((int)hold.Value, ownsDescriptor: false);
        LibC.statx_t status;
        int result = LibC.statx(borrowed, &status);
        Errno error = Errno.Last;
        return result == 0 ? FileIdentity.Of(status) : throw SyscallFailure.Create("statx", name, error);
    }

    /// <summary>Closes the descriptor if it is this object's own.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) != 0)
            return;

        // Closed before it is forgotten: whoever opens the file for POSIX locks meanwhile is refused, and not robbed.
        if (_owns)
            Handle.Dispose();
        LockedFiles.Leave(_identity, _posix, _owns);
    }

    /// <summary>
    /// Looked at before it is opened (O_PATH, whose closing takes no locks away): whoever finds out afterwards that the file
    /// must not be opened has to close it, and the locks are gone.
    /// </summary>
    private static LockTarget? TryOpen(string path, int flags, bool posix, out Errno error)
    {
        lock (LockedFiles.Gate)
        {
            if (!posix && !LockedFiles.HasPosix)
                return TryOpenAs(path, path, flags, posix, out error);
            using SafeFileDescriptor? there = Peek(path, out error);
            if (there is null)
                return null;
            if (!LockedFiles.Allows(IdentityOf(there, path), posix, closes: true))
                throw Refusal(path, posix);
            return TryOpenAs($"/proc/self/fd/{there.Number}", path, flags, posix, out error);
        }
    }

    private static LockTarget? TryOpenAs(string place, string path, int flags, bool posix, out Errno error)
    {
        int number = LibC.open(place, flags | Common, 0);
        error = Errno.Last;
        return number < 0 ? null : Own(number, path, posix);
    }

    private static LockTarget? TryCreate(string path, uint mode, int flags, bool posix, out Errno error)
    {
        LockTarget created;
        lock (LockedFiles.Gate)
        {
            int number = LibC.open(path, flags | Common | LibC.O_CREAT | LibC.O_EXCL, mode);
            error = Errno.Last;
            if (number < 0)
                return null;
            created = Own(number, path, posix);
        }

        try
        {
            Permissions.MakeExact((SafeFileDescriptor)created.Handle, path, mode);
            return created;
        }
        catch
        {
            created.Dispose();
            _ = LibC.unlink(path);
            throw;
        }
    }

    private static LockTarget Own(int number, string path, bool posix)
    {
        SafeFileDescriptor descriptor = new(number);
        try
        {
            return new LockTarget(descriptor, path, System.IO.Path.Join(WorkingDirectoryOf(path), path), owns: true, posix);
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    /// <summary>What a relative path starts from. The path itself stays as it is: where a link leads, <c>..</c> is elsewhere.</summary>
    private static string? WorkingDirectoryOf(string path) => System.IO.Path.IsPathRooted(path) ? null : Environment.CurrentDirectory;

    private static bool LeadsNowhere(string path)
    {
        if (ProcFile.Link(path) is null)
            return false;
        using SafeFileDescriptor? there = Peek(path);
        return there is null;
    }

    private static SafeFileDescriptor? Peek(string path) =>
        Peek(path, out Errno error) ?? (error == Errno.ENOENT || error == Errno.ENOTDIR ? null : throw OpenFailure(path, error));

    private static SafeFileDescriptor? Peek(string path, out Errno error)
    {
        int number = LibC.open(path, LibC.O_PATH | LibC.O_CLOEXEC, 0);
        error = Errno.Last;
        return number < 0 ? null : new SafeFileDescriptor(number);
    }

    private static int FlagsOf(FileAccess access) => access switch
    {
        FileAccess.Read => LibC.O_RDONLY,
        FileAccess.Write => LibC.O_WRONLY,
        FileAccess.ReadWrite => LibC.O_RDWR,
        _ => throw new ArgumentOutOfRangeException(nameof(access), access, "Read, Write or ReadWrite"),
    };
}
