using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway;

/// <summary>Received control data: a row of heads (cmsghdr), each with its data.</summary>
/// <remarks>
/// Room is always given for what options can add, whoever set them: else credentials would stand where a descriptor
/// should. The kernel fills what is left of it with descriptors, so there may be more than asked for: they are closed here.
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

    /// <summary>Whether there were more descriptors than asked for.</summary>
    public bool HadSurplus { get; private set; }

    /// <summary>The sender's credentials.</summary>
    public UnixCredentials? Credentials { get; private set; }

    /// <summary>The sender's pidfd.</summary>
    public SafeFileDescriptor? Process { get; private set; }

    /// <summary>The bytes to give to recvmsg(2) for this many descriptors.</summary>
    public static int RoomFor(int maxHandles) =>
        LibC.CMSG_SPACE(Timestamp) + LibC.CMSG_SPACE(sizeof(LibC.ucred)) + LibC.CMSG_SPACE(sizeof(int)) + (maxHandles == 0 ? 0 : LibC.CMSG_SPACE(maxHandles * sizeof(int)));

    private void Read(int type, int at, int length, int maxHandles)
    {
        ReadOnlySpan<byte> data = _bytes.Slice(at, length);
        if (type == LibC.SCM_RIGHTS)
            Take(MemoryMarshal.Cast<byte, int>(data), maxHandles);
        else if (type == LibC.SCM_CREDENTIALS)
            Credentials = UnixCredentials.From(MemoryMarshal.Read<LibC.ucred>(data));
        else if (type == LibC.SCM_PIDFD && MemoryMarshal.Read<int>(data) is var process and >= 0)
            Process = new SafeFileDescriptor(process);
    }

    private void Take(ReadOnlySpan<int> descriptors, int maxHandles)
    {
        int kept = Math.Min(descriptors.Length, maxHandles);
        HadSurplus = descriptors.Length > kept;
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
