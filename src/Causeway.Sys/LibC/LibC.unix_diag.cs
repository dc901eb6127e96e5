using System.Runtime.InteropServices;

namespace Causeway.Sys;

/// <content>What the kernel tells of UNIX sockets (sock_diag(7)).</content>
internal static unsafe partial class LibC
{
    public const int SOCK_DIAG_BY_FAMILY = 20;

    public const int UDIAG_SHOW_NAME = 0x01;
    public const int UDIAG_SHOW_VFS = 0x02;
    public const int UDIAG_SHOW_PEER = 0x04;

    /// <summary>The connections that wait at a listener.</summary>
    public const int UDIAG_SHOW_ICONS = 0x08;

    public const int UDIAG_SHOW_RQLEN = 0x10;

    /// <summary>Kernel 5.3.</summary>
    public const int UDIAG_SHOW_UID = 0x40;

    public const int UNIX_DIAG_NAME = 0;
    public const int UNIX_DIAG_VFS = 1;
    public const int UNIX_DIAG_PEER = 2;
    public const int UNIX_DIAG_ICONS = 3;
    public const int UNIX_DIAG_RQLEN = 4;
    public const int UNIX_DIAG_SHUTDOWN = 6;
    public const int UNIX_DIAG_UID = 7;

    // The states of all sockets are those of TCP; enum in C.
    public const int TCP_ESTABLISHED = 1;
    public const int TCP_SYN_SENT = 2;
    public const int TCP_SYN_RECV = 3;
    public const int TCP_FIN_WAIT1 = 4;
    public const int TCP_FIN_WAIT2 = 5;
    public const int TCP_TIME_WAIT = 6;
    public const int TCP_CLOSE = 7;
    public const int TCP_CLOSE_WAIT = 8;
    public const int TCP_LAST_ACK = 9;
    public const int TCP_LISTEN = 10;
    public const int TCP_CLOSING = 11;

    /// <summary>In /proc/net/unix: has a peer.</summary>
    public const int SS_CONNECTED = 3;

    /// <summary>In /proc/net/unix: accepts connections.</summary>
    public const int SO_ACCEPTCON = 0x10000;

    /// <summary>struct unix_diag_req.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct unix_diag_req
    {
        public byte sdiag_family;
        public byte sdiag_protocol;
        public ushort pad;
        public uint udiag_states;
        public uint udiag_ino;
        public uint udiag_show;
        public fixed uint udiag_cookie[2];
    }

    /// <summary>struct unix_diag_msg.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct unix_diag_msg
    {
        public byte udiag_family;
        public byte udiag_type;
        public byte udiag_state;
        public byte pad;
        public uint udiag_ino;
        public fixed uint udiag_cookie[2];
    }

    /// <summary>struct unix_diag_vfs: the file that a socket is bound to. The kernel cuts its inode to 32 bits; its device is major &lt;&lt; 20 | minor.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct unix_diag_vfs
    {
        public uint udiag_vfs_ino;
        public uint udiag_vfs_dev;
    }

    /// <summary>struct unix_diag_rqlen.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct unix_diag_rqlen
    {
        public uint udiag_rqueue;
        public uint udiag_wqueue;
    }
}
