using System.Buffers.Text;
using Causeway.Sys;

namespace Causeway;

/// <summary>What a POSIX queue holds and who is registered for its next message.</summary>
/// <param name="MaxMessages">How many messages it holds at the most.</param>
/// <param name="MaxMessageBytes">The longest message in bytes.</param>
/// <param name="CurrentMessages">How many messages are in it.</param>
/// <param name="QueuedBytes">The bytes of all messages in it together (QSIZE).</param>
/// <param name="Notification">How whoever is registered is told.</param>
/// <param name="NotificationSignal">By which signal; null where by none.</param>
/// <param name="NotificationProcessId">Who is registered; null where nobody is, or only processes of a PID namespace that this one does not see.</param>
public readonly record struct PosixMessageQueueStatus(
    int MaxMessages,
    int MaxMessageBytes,
    int CurrentMessages,
    long QueuedBytes,
    PosixMessageNotification Notification,
    Signal? NotificationSignal,
    int? NotificationProcessId)
{
    /// <summary>Of an open queue, by mq_getattr(3) and by reading the descriptor, which yields a line of text and takes no message.</summary>
    /// <exception cref="SyscallException">EBADF: not open for reading.</exception>
    internal static unsafe PosixMessageQueueStatus Of(SafeFileDescriptor queue, string name)
    {
        LibC.mq_attr attributes = PosixMessageQueue.ReadAttributes(name, queue);
        Span<byte> text = stackalloc byte[128];
        fixed (byte* start = text)
        {
            nint length = LibC.pread(queue, start, (nuint)text.Length, offset: 0);
            Errno error = Errno.Last;
            if (length < 0)
                throw SyscallFailure.Create("read", name, error, error == Errno.EBADF ? "this object was opened to send only: open the queue with FileAccess.Read or ReadWrite" : null);
            return Parse(attributes, text[..(int)length]);
        }
    }

    /// <summary>Reads <c>QSIZE:5 NOTIFY:0 SIGNO:0 NOTIFY_PID:0</c>, each number padded with spaces.</summary>
    private static PosixMessageQueueStatus Parse(LibC.mq_attr attributes, ReadOnlySpan<byte> text)
    {
        int kind = (int)Number(text, "NOTIFY:"u8);
        int signal = (int)Number(text, "SIGNO:"u8);
        int process = (int)Number(text, "NOTIFY_PID:"u8);
        PosixMessageNotification notification = kind switch
        {
            LibC.SIGEV_THREAD => PosixMessageNotification.Thread,
            LibC.SIGEV_NONE => PosixMessageNotification.Silent,
            _ => signal != 0 || process != 0 ? PosixMessageNotification.Signal : PosixMessageNotification.None,
        };
        return new PosixMessageQueueStatus((int)attributes.mq_maxmsg, (int)attributes.mq_msgsize, (int)attributes.mq_curmsgs,
            Number(text, "QSIZE:"u8), notification, signal == 0 ? null : new Signal(signal), process == 0 ? null : process);
    }

    private static long Number(ReadOnlySpan<byte> text, ReadOnlySpan<byte> field) =>
        text.IndexOf(field) is var at and >= 0 && Utf8Parser.TryParse(text[(at + field.Length)..], out long value, out _) ? value : 0;
}
