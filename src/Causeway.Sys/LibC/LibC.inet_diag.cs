using System.Runtime.InteropServices;

namespace Causeway.Sys;

/// <content>What the kernel tells of TCP sockets (sock_diag(7)).</content>
internal static unsafe partial class LibC
{
    public const int AF_INET = 2;
    public const int AF_INET6 = 10;
    public const int IPPROTO_TCP = 6;

    /// <summary>struct inet_diag_sockid. Ports and addresses are big-endian; of IPv4 the first four bytes count.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct inet_diag_sockid
    {
        public ushort idiag_sport;
        public ushort idiag_dport;
        public fixed uint idiag_src[4];
        public fixed uint idiag_dst[4];
        public uint idiag_if;
        public fixed uint idiag_cookie[2];
    }

    /// <summary>struct inet_diag_req_v2.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct inet_diag_req_v2
    {
        public byte sdiag_family;
        public byte sdiag_protocol;
        public byte idiag_ext;
        public byte pad;
        public uint idiag_states;
        public inet_diag_sockid id;
    }

    /// <summary>struct inet_diag_msg.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct inet_diag_msg
    {
        public byte idiag_family;
        public byte idiag_state;
        public byte idiag_timer;
        public byte idiag_retrans;
        public inet_diag_sockid id;
        public uint idiag_expires;
        public uint idiag_rqueue;
        public uint idiag_wqueue;
        public uint idiag_uid;
        public uint idiag_inode;
    }
}
