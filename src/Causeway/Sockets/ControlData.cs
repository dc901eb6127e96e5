using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway;

/// <summary>Received control data: a row of heads (cmsghdr), each with its data.</summary>
/// <remarks>
/// Room is always given for what options can add, whoever set them, and for as many descriptors as one message carries. The
/// kernel writes descriptors before the sender's pidfd: with less room, who sends more than was asked for would hide that.
/// What is beyond those asked for is closed here.
/// </remarks>
internal unsafe ref struct ControlData
{
    private const int Timestamp = 16;
    private readonly ReadOnlySpan<byte> _bytes;

    /// <summary>Takes over every descriptor in it.</summary>
    /// <param name="bytes">What the kernel filled.</param>
    /// <param name="maxHandles">How many descriptors to keep.</param>
    public ControlData(ReadOnlySpan<byte> bytes, int maxHandles)
    {
        _bytes = bytes;
        try
        {
            for (int at = 0; at + sizeof(LibC.cmsghdr) <= bytes.Length;)
            {
                LibC.cmsghdr head = MemoryMarshal.Read<LibC.cmsghdr>(bytes[at..]);
                int length = (int)head.cmsg_len;
                Read(head.cmsg_level == LibC.SOL_SOCKET ? head.cmsg_type : 0, at + sizeof(LibC.cmsghdr), length - sizeof(LibC.cmsghdr), maxHandles);
                at += LibC.CMSG_SPACE(length - sizeof(LibC.cmsghdr));
            }
        }
        catch
        {
            Handles?.Dispose();
            Process?.Dispose();
            throw;
        }
    }

    /// <summary>The descriptors; null where there were none.</summary>
    public UnixHandles? Handles { get; private set; }

    /// <summary>Whether there were more descriptors than asked for, or than could be had.</summary>
    public bool HadSurplus { get; private set; }

    /// <summary>The sender's credentials.</summary>
    public UnixCredentials? Credentials { get; private set; }

    /// <summary>The sender's pidfd.</summary>
    public SafeFileDescriptor? Process { get; private set; }

    /// <summary>The words to give to recvmsg(2). With <see cref="System.Runtime.CompilerServices.SkipLocalsInitAttribute"/>, or the runtime clears them for each call.</summary>
    public static int Words =>
        (LibC.CMSG_SPACE(Timestamp) + LibC.CMSG_SPACE(sizeof(LibC.ucred)) + LibC.CMSG_SPACE(sizeof(int)) + LibC.CMSG_SPACE(UnixSocket.MaxHandles * sizeof(int))) / sizeof(nuint);

    private void Read(int type, int at, int length, int maxHandles)
    {
        ReadOnlySpan<byte> data = _bytes.Slice(at, length);
        if (type == LibC.SCM_RIGHTS)
            Take(MemoryMarshal.Cast<byte, int>(data), maxHandles);
        else if (type == LibC.SCM_CREDENTIALS)
            Credentials = UnixCredentials.From(MemoryMarshal.Read<LibC.ucred>(data));
        else if (type == LibC.SCM_PIDFD)
            TakeProcess(MemoryMarshal.Read<int>(data));
    }

    /// <summary>A number below zero is the error that left none: no descriptor to be had, or nobody to be shown.</summary>
    private void TakeProcess(int process)
    {
        if (process >= 0)
            Process = new SafeFileDescriptor(process);
        else
            HadSurplus |= -process == Errno.EMFILE.Value || -process == Errno.ENFILE.Value;
    }

    private void Take(ReadOnlySpan<int> descriptors, int maxHandles)
    {
        int kept = Math.Min(descriptors.Length, maxHandles);
        HadSurplus |= descriptors.Length > kept;
        int owned = 0;
        var handles = new SafeFileDescriptor[kept];
        try
        {
            for (; owned < kept; owned++)
                handles[owned] = new SafeFileDescriptor(descriptors[owned]);
        }
        finally
        {
            foreach (int surplus in descriptors[owned..])
                new SafeFileDescriptor(surplus).Dispose();
        }

        if (kept > 0)
            Handles = new UnixHandles(handles);
    }
}
