using Causeway.Sys;

namespace Causeway.Cli.Commands.Inspect.Removal;

/// <summary>A POSIX queue, held open: whatever has its name later has another inode. From the look at the name (mq_open) to the next system call (mq_unlink) is the window that is left.</summary>
internal sealed class QueueTarget : RemovalTarget
{
    private readonly SafeFileDescriptor _queue;
    private readonly string _name;

    public QueueTarget(PosixQueueObject one)
        : base(one)
    {
        _name = one.Name!;
        _queue = QueueFiles.Open(_name, out Errno error) ?? throw Refused(one, error == Errno.ENOENT ? "it is gone already, or in another IPC namespace" : $"it cannot be opened: {error.Meaning}");
        if (QueueFiles.TryIdentify(_queue, out IpcObjectId held) && held == one.Id)
            return;
        _queue.Dispose();
        throw Refused(one, "its name is another queue's by now, or it is in another IPC namespace");
    }

    public override string? Difference()
    {
        using SafeFileDescriptor? named = QueueFiles.Open(_name, out _);
        if (named is null || !QueueFiles.TryIdentify(named, out IpcObjectId found) || !QueueFiles.TryIdentify(_queue, out IpcObjectId held))
            return "its name is gone already";
        return found == held ? null : "its name is another queue's by now; look again with causeway show";
    }

    public override void Remove(bool force)
    {
        ThrowIfDifferent();
        int result = LibC.mq_unlink(_name);
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Create("mq_unlink", _name, error);
    }

    public override void Dispose()
    {
        _queue.Dispose();
        base.Dispose();
    }
}
