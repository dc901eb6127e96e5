using Causeway.MessageQueues;
using Causeway.Naming;
using Causeway.Sys;

namespace Causeway;

/// <content>How a queue comes to be, and how a name goes.</content>
public sealed partial class PosixMessageQueue
{
    /// <summary>Creates a queue that does not exist yet (mq_open(3), O_EXCL).</summary>
    /// <param name="name">A slash and up to 255 bytes without another slash.</param>
    /// <param name="maxMessages">From 1 to msg_max, which is 10 on an untouched machine; null for msg_default.</param>
    /// <param name="maxMessageBytes">From 1 to msgsize_max, which is 8192 on an untouched machine; null for msgsize_default.</param>
    /// <param name="permissions">Exactly these, whatever the umask.</param>
    /// <param name="access">Read to receive, Write to send.</param>
    /// <exception cref="ArgumentException">The name, a size or the permissions cannot be right.</exception>
    /// <exception cref="SyscallException">
    /// EEXIST: it exists. EINVAL: over msg_max or msgsize_max. EMFILE: over RLIMIT_MSGQUEUE, or out of descriptors.
    /// ENOSPC: queues_max is reached. The message says which limit, its value and how to raise it.
    /// </exception>
    public static PosixMessageQueue Create(string name, int? maxMessages = null, int? maxMessageBytes = null,
        UnixFileMode permissions = Permissions.Private, FileAccess access = FileAccess.ReadWrite)
    {
        PosixName.ThrowIfInvalid(name);
        return TryCreate(name, Attributes(maxMessages, maxMessageBytes), Permissions.ToMode(permissions), Flags(access), out Errno error, out LibC.mq_attr asked)
            ?? throw SyscallFailure.Opening("mq_open", name, error, MessageQueueRemedy.OfCreate(error, asked));
    }

    /// <summary>Opens a queue that exists (mq_open(3)).</summary>
    /// <param name="name">A slash and up to 255 bytes without another slash.</param>
    /// <param name="access">Read to receive, Write to send.</param>
    /// <exception cref="ArgumentException">The name cannot be right.</exception>
    /// <exception cref="SyscallException">ENOENT: no such queue. EMFILE: out of descriptors.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: its permissions do not allow this access.</exception>
    public static PosixMessageQueue Open(string name, FileAccess access = FileAccess.ReadWrite)
    {
        PosixName.ThrowIfInvalid(name);
        return TryOpen(name, Flags(access), out Errno error)
            ?? throw SyscallFailure.Opening("mq_open", name, error, MessageQueueRemedy.OfOpen(error));
    }

    /// <summary>Opens the queue, or creates it where there is none; a queue that exists keeps its sizes and permissions.</summary>
    /// <inheritdoc cref="Create" path="/param"/>
    /// <exception cref="ArgumentException">The name, a size or the permissions cannot be right.</exception>
    /// <exception cref="SyscallException">EINVAL, EMFILE, ENOSPC: as for <see cref="Create"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: it exists and its permissions do not allow this access.</exception>
    public static PosixMessageQueue OpenOrCreate(string name, int? maxMessages = null, int? maxMessageBytes = null,
        UnixFileMode permissions = Permissions.Private, FileAccess access = FileAccess.ReadWrite)
    {
        PosixName.ThrowIfInvalid(name);
        LibC.mq_attr? attributes = Attributes(maxMessages, maxMessageBytes);
        uint mode = Permissions.ToMode(permissions);
        int flags = Flags(access);

        // Two steps, because O_CREAT alone does not say whose permissions to make exact; others may come in between.
        while (true)
        {
            if (TryOpen(name, flags, out Errno error) is { } present)
                return present;
            if (error != Errno.ENOENT)
                throw SyscallFailure.Opening("mq_open", name, error, MessageQueueRemedy.OfOpen(error));
            if (TryCreate(name, attributes, mode, flags, out error, out LibC.mq_attr asked) is { } created)
                return created;
            if (error != Errno.EEXIST)
                throw SyscallFailure.Opening("mq_open", name, error, MessageQueueRemedy.OfCreate(error, asked));
        }
    }

    /// <summary>Removes the name (mq_unlink(3)); the queue itself goes with the last process that has it open.</summary>
    /// <exception cref="ArgumentException">The name cannot be right.</exception>
    /// <exception cref="SyscallException">ENOENT: no such queue.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: it is another user's.</exception>
    public static void Delete(string name)
    {
        if (!TryDelete(name))
            throw SyscallFailure.Create("mq_unlink", name, Errno.ENOENT, "there is nothing to delete");
    }

    /// <summary>Removes the name (mq_unlink(3)).</summary>
    /// <returns>Whether there was such a queue.</returns>
    /// <exception cref="ArgumentException">The name cannot be right.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: it is another user's.</exception>
    public static bool TryDelete(string name) => PosixName.TryUnlink("mq_unlink", LibC.mq_unlink, name);

    private static unsafe PosixMessageQueue? TryOpen(string name, int flags, out Errno error)
    {
        int descriptor = LibC.mq_open(name, flags, 0, null);
        error = Errno.Last;
        return descriptor < 0 ? null : Own(name, new SafeFileDescriptor(descriptor), flags);
    }

    private static unsafe PosixMessageQueue? TryCreate(string name, LibC.mq_attr? attributes, uint mode, int flags, out Errno error, out LibC.mq_attr asked)
    {
        asked = attributes.GetValueOrDefault();
        LibC.mq_attr copy = asked;
        int number = LibC.mq_open(name, flags | LibC.O_CREAT | LibC.O_EXCL, mode, attributes is null ? null : &copy);
        error = Errno.Last;
        if (number < 0)
            return null;
        SafeFileDescriptor descriptor = new(number);
        try
        {
            Permissions.MakeExact(descriptor, name, mode);
            return Own(name, descriptor, flags);
        }
        catch
        {
            descriptor.Dispose();
            _ = LibC.mq_unlink(name);
            throw;
        }
    }

    private static PosixMessageQueue Own(string name, SafeFileDescriptor descriptor, int accessFlags)
    {
        try
        {
            return new PosixMessageQueue(name, descriptor, accessFlags, ReadAttributes(name, descriptor));
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    /// <summary>What to ask mq_open(3) for; null leaves both sizes to the kernel.</summary>
    private static LibC.mq_attr? Attributes(int? maxMessages, int? maxMessageBytes)
    {
        if (maxMessages is { } messages)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(messages, nameof(maxMessages));
        if (maxMessageBytes is { } bytes)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes, nameof(maxMessageBytes));
        if (maxMessages is null && maxMessageBytes is null)
            return null;
        return new LibC.mq_attr
        {
            mq_maxmsg = maxMessages ?? PosixMessageQueueLimits.Read().DefaultMessages,
            mq_msgsize = maxMessageBytes ?? PosixMessageQueueLimits.Read().DefaultMessageBytes,
        };
    }

    private static int Flags(FileAccess access) => LibC.O_CLOEXEC | access switch
    {
        FileAccess.Read => LibC.O_RDONLY,
        FileAccess.Write => LibC.O_WRONLY,
        FileAccess.ReadWrite => LibC.O_RDWR,
        _ => throw new ArgumentOutOfRangeException(nameof(access), access, "Read to receive, Write to send, or both."),
    };
}
