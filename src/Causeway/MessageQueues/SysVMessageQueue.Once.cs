using System.Runtime.CompilerServices;
using Causeway.MessageQueues;
using Causeway.Sys;

namespace Causeway;

/// <content>
/// The usual call: one system call in the body of the public method. Each frame between them costs, because after a system call
/// the processor mispredicts where a return leads to, and so does a branch that a longer message or a wait needs.
/// </content>
public readonly partial record struct SysVMessageQueue
{
    /// <summary>msgsnd(2) once, of at most <see cref="SysVEnvelope.LongBytes"/>.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe bool SendOnce(long type, ReadOnlySpan<byte> message, int flags, out Errno error)
    {
        if (message.Length > SysVEnvelope.ShortBytes)
            return SendLongOnce(type, message, flags, out error);
        Unsafe.SkipInit(out SysVEnvelope.Short room);
        byte* envelope = SysVEnvelope.Short.Start(ref room);
        *(long*)envelope = type;
        message.CopyTo(new Span<byte>(envelope + sizeof(long), SysVEnvelope.ShortBytes));
        return LibC.msgsnd(Id, envelope, (nuint)message.Length, flags, out error) >= 0;
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private unsafe bool SendLongOnce(long type, ReadOnlySpan<byte> message, int flags, out Errno error)
    {
        byte* room = stackalloc byte[SysVEnvelope.Margin + SysVEnvelope.LongBytes];
        byte* envelope = SysVEnvelope.In(room);
        *(long*)envelope = type;
        BlockCopy.Copy(message, new Span<byte>(envelope + sizeof(long), SysVEnvelope.LongBytes));
        return LibC.msgsnd(Id, envelope, (nuint)message.Length, flags, out error) >= 0;
    }

    /// <summary>msgrcv(2) once, into at most <see cref="SysVEnvelope.LongBytes"/>.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe bool ReceiveOnce(Span<byte> buffer, out SysVMessageInfo message, long type, int flags, out Errno error)
    {
        if (buffer.Length > SysVEnvelope.ShortBytes)
            return ReceiveLongOnce(buffer, out message, type, flags, out error);
        Unsafe.SkipInit(out SysVEnvelope.Short room);
        byte* envelope = SysVEnvelope.Short.Start(ref room);
        nint length = LibC.msgrcv(Id, envelope, (nuint)buffer.Length, (nint)type, flags, out error);
        message = default;
        if (length < 0)
            return false;
        new ReadOnlySpan<byte>(envelope + sizeof(long), (int)length).CopyTo(buffer);
        message = new SysVMessageInfo(*(long*)envelope, (int)length);
        return true;
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private unsafe bool ReceiveLongOnce(Span<byte> buffer, out SysVMessageInfo message, long type, int flags, out Errno error)
    {
        byte* room = stackalloc byte[SysVEnvelope.Margin + SysVEnvelope.LongBytes];
        byte* envelope = SysVEnvelope.In(room);
        nint length = LibC.msgrcv(Id, envelope, (nuint)buffer.Length, (nint)type, flags, out error);
        message = default;
        if (length < 0)
            return false;
        BlockCopy.Copy(new ReadOnlySpan<byte>(envelope + sizeof(long), (int)length), buffer);
        message = new SysVMessageInfo(*(long*)envelope, (int)length);
        return true;
    }
}
