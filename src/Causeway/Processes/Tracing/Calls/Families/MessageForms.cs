using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway;

/// <summary>struct msghdr of sendmsg and recvmsg: the address, the data, and what else goes with it (cmsg(3)).</summary>
internal static unsafe class MessageForms
{
    private const int MostBlocks = 4;
    private const int MostDescriptors = 16;

    /// <summary>253 descriptors, credentials and a header each; what is longer is cut.</summary>
    private const int MostControl = 2048;

    private static readonly CallFlags s_kind = CallFlags.One(("SCM_RIGHTS", LibC.SCM_RIGHTS), ("SCM_CREDENTIALS", LibC.SCM_CREDENTIALS), ("SCM_PIDFD", LibC.SCM_PIDFD));

    public static CallArgument Sent { get; } = new(static (call, value, text) => Write(call, value, long.MaxValue, isNew: false, text));

    /// <summary>Of the data as much as came.</summary>
    public static CallArgument Received { get; } = new(static (call, value, text) => Write(call, value, Math.Max(0, call.Result), isNew: true, text), IsOutput: true);

    private static void Write(OpenCall call, ulong address, long count, bool isNew, CallText text)
    {
        if (!call.TryRead(address, out LibC.msghdr header))
        {
            CallArgument.WritePointer(address, text);
            return;
        }

        text.Add('{');
        if (header.msg_namelen > 0 && SocketForms.AddressAt(call, (ulong)header.msg_name, (int)Math.Min(header.msg_namelen, int.MaxValue)) is { } name)
            text.AddEscaped(name).Add(", ");
        WriteData(call, header, count, text);
        WriteControl(call, header, isNew, text);
        text.Add('}');
    }

    private static void WriteData(OpenCall call, LibC.msghdr header, long count, CallText text)
    {
        text.Add('[');
        int blocks = (int)Math.Min(header.msg_iovlen, MostBlocks);
        for (int i = 0; i < blocks && (i == 0 || count > 0); i++)
        {
            if (!call.TryRead((ulong)(header.msg_iov + i), out LibC.iovec block))
                break;
            ulong length = Math.Min(block.iov_len, (ulong)count);
            text.Add(i == 0 ? "" : ", ");
            call.WriteData((ulong)block.iov_base, length, text);
            count -= (long)Math.Min(length, long.MaxValue);
        }

        text.Add(header.msg_iovlen > MostBlocks && count > 0 ? "...]" : "]");
    }

    private static void WriteControl(OpenCall call, LibC.msghdr header, bool isNew, CallText text)
    {
        Span<byte> buffer = stackalloc byte[MostControl];
        int count = call.Read((ulong)header.msg_control, buffer[..(int)Math.Min(header.msg_controllen, MostControl)]);
        for (ReadOnlySpan<byte> left = buffer[..count]; left.Length >= sizeof(LibC.cmsghdr);)
        {
            LibC.cmsghdr one = MemoryMarshal.Read<LibC.cmsghdr>(left);
            ulong length = one.cmsg_len;
            if (length < (ulong)sizeof(LibC.cmsghdr) || length > (ulong)left.Length)
                break;
            WritePart(call, one, left[sizeof(LibC.cmsghdr)..(int)length], isNew, text);
            left = left[Math.Min(left.Length, ((int)length + 7) & ~7)..];
        }
    }

    private static void WritePart(OpenCall call, LibC.cmsghdr header, ReadOnlySpan<byte> data, bool isNew, CallText text)
    {
        text.Add(", ");
        if (header.cmsg_level != LibC.SOL_SOCKET)
        {
            text.Add("level ").AddNumber(header.cmsg_level).Add(" type ").AddNumber(header.cmsg_type);
            return;
        }

        s_kind.Write((uint)header.cmsg_type, text);
        if (header.cmsg_type is LibC.SCM_RIGHTS or LibC.SCM_PIDFD)
            WriteDescriptors(call, MemoryMarshal.Cast<byte, int>(data), isNew, text);
        else if (header.cmsg_type == LibC.SCM_CREDENTIALS && MemoryMarshal.TryRead(data, out LibC.ucred sender))
            text.Add(" {pid=").AddNumber(sender.pid).Add(", uid=").AddNumber(sender.uid).Add(", gid=").AddNumber(sender.gid).Add('}');
    }

    /// <summary>By the numbers that they have in the process that makes the call.</summary>
    private static void WriteDescriptors(OpenCall call, ReadOnlySpan<int> descriptors, bool isNew, CallText text)
    {
        text.Add(" [");
        for (int i = 0; i < Math.Min(descriptors.Length, MostDescriptors); i++)
        {
            text.Add(i == 0 ? "" : ", ");
            if (isNew)
                call.Names.Forget(call.Thread.ProcessId, descriptors[i]);
            call.WriteDescriptor(descriptors[i], text);
        }

        text.Add(descriptors.Length > MostDescriptors ? "...]" : "]");
    }
}
