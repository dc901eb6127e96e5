using Causeway.Sys;

namespace Causeway.Cli.Commands.Inspect;

/// <summary>POSIX queues by name, where this user may not list them: opening one neither takes a message nor is noticed.</summary>
internal static unsafe class QueueFiles
{
    /// <summary>The queue of a name in this IPC namespace; null where there is none, or this user may not open it.</summary>
    public static PosixQueueObject? At(string name)
    {
        using SafeFileDescriptor? queue = Open(name, out _);
        LibC.statx_t file;
        if (queue is null || LibC.statx(queue, &file) != 0)
            return null;
        return new PosixQueueObject
        {
            Id = IdOf(file),
            Name = name,
            Namespace = IpcNamespace.Own(),
            UserId = file.stx_uid,
            Mode = (UnixFileMode)(file.stx_mode & 0xFFF),
            Status = StatusOf(name),
        };
    }

    /// <summary>Opens it by whichever permission there is.</summary>
    public static SafeFileDescriptor? Open(string name, out Errno error)
    {
        int number = LibC.mq_open(name, LibC.O_RDONLY | LibC.O_NONBLOCK | LibC.O_CLOEXEC, 0, null);
        error = Errno.Last;
        if (number < 0 && error == Errno.EACCES)
        {
            number = LibC.mq_open(name, LibC.O_WRONLY | LibC.O_NONBLOCK | LibC.O_CLOEXEC, 0, null);
            error = Errno.Last;
        }

        return number < 0 ? null : new SafeFileDescriptor(number);
    }

    /// <summary>Which queue is open.</summary>
    public static bool TryIdentify(SafeFileDescriptor queue, out IpcObjectId id)
    {
        LibC.statx_t file;
        bool isRead = LibC.statx(queue, &file) == 0;
        id = isRead ? IdOf(file) : default;
        return isRead;
    }

    private static IpcObjectId IdOf(LibC.statx_t file) => new(IpcKind.PosixQueue, IpcObjectId.Device(file.stx_dev_major, file.stx_dev_minor), file.stx_ino);

    private static PosixMessageQueueStatus? StatusOf(string name)
    {
        try
        {
            using PosixMessageQueue queue = PosixMessageQueue.Open(name, FileAccess.Read);
            return queue.ReadStatus();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
