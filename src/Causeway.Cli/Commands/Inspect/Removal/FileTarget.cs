using System.Globalization;
using Causeway.Sys;

namespace Causeway.Cli.Commands.Inspect.Removal;

/// <summary>A name in a directory: of POSIX shared memory, a semaphore, a FIFO, a socket.</summary>
/// <remarks>
/// Directory and file are held by O_PATH descriptors: the file's inode number is not given to another file meanwhile, and no path is walked
/// again. unlinkat(2) takes a name, and the kernel has no call that removes a name only if it is still a certain file: what is left is the window
/// from the look at the name (statx) to the next system call (unlinkat).
/// </remarks>
internal sealed unsafe class FileTarget : RemovalTarget
{
    private readonly SafeFileDescriptor _directory;
    private readonly SafeFileDescriptor _file;
    private readonly string _name;

    public FileTarget(IpcObject one, string path)
        : base(one)
    {
        _name = Path.GetFileName(path);
        _directory = Open(Path.GetDirectoryName(path)!, one);
        int file = LibC.openat(_directory, _name, LibC.O_PATH | LibC.O_NOFOLLOW | LibC.O_CLOEXEC, 0);
        Errno error = Errno.Last;
        if (file < 0)
        {
            _directory.Dispose();
            throw Refused(one, error == Errno.ENOENT ? $"it is gone already, or has another name than {path}" : $"{path} cannot be looked at: {error.Meaning}");
        }

        _file = new SafeFileDescriptor(file);
        LibC.statx_t status;
        bool isIt = LibC.statx(_file, &status) == 0 && IsOf(one, status, string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{_file.Number}"));
        if (isIt)
            return;
        Dispose();
        throw Refused(one, $"{path} is another file by now, or in another mount namespace");
    }

    public override string? Difference()
    {
        LibC.statx_t held;
        LibC.statx_t named;
        if (LibC.statx(_file, &held) != 0 || LibC.statx(_directory, _name, &named) != 0)
            return "its name is gone already";
        return held.stx_ino == named.stx_ino && held.stx_dev_major == named.stx_dev_major && held.stx_dev_minor == named.stx_dev_minor
            ? null
            : "its name is another file's by now; look again with causeway show";
    }

    public override void Remove(bool force)
    {
        ThrowIfDifferent();
        int result = LibC.unlinkat(_directory, _name, 0);
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Create("unlinkat", _name, error, "who may remove a name: the owner of the file or of the directory, or whoever may write the directory where it has no sticky bit");
    }

    public override void Dispose()
    {
        _directory.Dispose();
        _file.Dispose();
        base.Dispose();
    }

    /// <summary>A bound socket's identity is not its file's: it knows that one besides.</summary>
    private static bool IsOf(IpcObject one, LibC.statx_t status, string path) => one is UnixSocketObject socket
        ? (status.stx_mode & LibC.S_IFMT) == LibC.S_IFSOCK && IpcFiles.IsBoundTo(socket, IpcObjectId.Device(status.stx_dev_major, status.stx_dev_minor), status.stx_ino, path)
        : status.stx_ino == one.Id.Number && IpcObjectId.Device(status.stx_dev_major, status.stx_dev_minor) == one.Id.Space;

    private static SafeFileDescriptor Open(string directory, IpcObject one)
    {
        int number = LibC.open(directory, LibC.O_PATH | LibC.O_DIRECTORY | LibC.O_CLOEXEC, 0);
        Errno error = Errno.Last;
        return number >= 0 ? new SafeFileDescriptor(number) : throw Refused(one, $"{directory} cannot be opened: {error.Meaning}");
    }
}
