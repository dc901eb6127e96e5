using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int NETLINK_SOCK_DIAG = 4;

    public const int NLM_F_REQUEST = 0x01;

    /// <summary>What was listed changed meanwhile.</summary>
    public const int NLM_F_DUMP_INTR = 0x10;

    /// <summary>All, not one.</summary>
    public const int NLM_F_DUMP = 0x300;

    public const int NLMSG_ERROR = 2;
    public const int NLMSG_DONE = 3;

    /// <summary>Some was lost.</summary>
    public const int NLMSG_OVERRUN = 4;

    /// <summary>Messages and attributes begin at multiples of it.</summary>
    public const int NLMSG_ALIGNTO = 4;

    /// <summary>The bits of <see cref="nlattr.nla_type"/> that are the type.</summary>
    public const int NLA_TYPE_MASK = 0x3FFF;

    /// <summary>struct sockaddr_nl; <see cref="nl_pid"/> is 0 where the kernel is meant.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct sockaddr_nl
    {
        public ushort nl_family;
        public ushort nl_pad;
        public uint nl_pid;
        public uint nl_groups;
    }

    /// <summary>struct nlmsghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct nlmsghdr
    {
        public uint nlmsg_len;
        public ushort nlmsg_type;
        public ushort nlmsg_flags;
        public uint nlmsg_seq;
        public uint nlmsg_pid;
    }

    /// <summary>struct nlattr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct nlattr
    {
        public ushort nla_len;
        public ushort nla_type;
    }
}
