namespace Causeway;

public readonly partial record struct Errno
{
    /// <summary>EPERM: not permitted.</summary>
    public static Errno EPERM => new(1);

    /// <summary>ENOENT: no such object.</summary>
    public static Errno ENOENT => new(2);

    /// <summary>ESRCH: no such process.</summary>
    public static Errno ESRCH => new(3);

    /// <summary>EINTR: interrupted by a signal.</summary>
    public static Errno EINTR => new(4);

    /// <summary>EIO: input or output error.</summary>
    public static Errno EIO => new(5);

    /// <summary>ENXIO: nobody at the other end, or no such device.</summary>
    public static Errno ENXIO => new(6);

    /// <summary>E2BIG: too long for the room given.</summary>
    public static Errno E2BIG => new(7);

    /// <summary>ENOEXEC: not an executable format.</summary>
    public static Errno ENOEXEC => new(8);

    /// <summary>EBADF: the descriptor is not open for this.</summary>
    public static Errno EBADF => new(9);

    /// <summary>ECHILD: no such child to wait for.</summary>
    public static Errno ECHILD => new(10);

    /// <summary>EAGAIN: would block.</summary>
    public static Errno EAGAIN => new(11);

    /// <summary>ENOMEM: out of memory.</summary>
    public static Errno ENOMEM => new(12);

    /// <summary>EACCES: permission denied.</summary>
    public static Errno EACCES => new(13);

    /// <summary>EFAULT: bad address.</summary>
    public static Errno EFAULT => new(14);

    /// <summary>ENOTBLK: not a block device.</summary>
    public static Errno ENOTBLK => new(15);

    /// <summary>EBUSY: busy.</summary>
    public static Errno EBUSY => new(16);

    /// <summary>EEXIST: exists already.</summary>
    public static Errno EEXIST => new(17);

    /// <summary>EXDEV: across two file systems.</summary>
    public static Errno EXDEV => new(18);

    /// <summary>ENODEV: not supported by this kind of file.</summary>
    public static Errno ENODEV => new(19);

    /// <summary>ENOTDIR: not a directory.</summary>
    public static Errno ENOTDIR => new(20);

    /// <summary>EISDIR: is a directory.</summary>
    public static Errno EISDIR => new(21);

    /// <summary>EINVAL: invalid argument.</summary>
    public static Errno EINVAL => new(22);

    /// <summary>ENFILE: too many open files on the machine.</summary>
    public static Errno ENFILE => new(23);

    /// <summary>EMFILE: too many open descriptors or over a limit of this process.</summary>
    public static Errno EMFILE => new(24);

    /// <summary>ENOTTY: not supported by this kind of descriptor.</summary>
    public static Errno ENOTTY => new(25);

    /// <summary>ETXTBSY: the program file is being written.</summary>
    public static Errno ETXTBSY => new(26);

    /// <summary>EFBIG: too large.</summary>
    public static Errno EFBIG => new(27);

    /// <summary>ENOSPC: no space left, or a limit of the machine is reached.</summary>
    public static Errno ENOSPC => new(28);

    /// <summary>ESPIPE: cannot seek.</summary>
    public static Errno ESPIPE => new(29);

    /// <summary>EROFS: read-only file system.</summary>
    public static Errno EROFS => new(30);

    /// <summary>EMLINK: too many links.</summary>
    public static Errno EMLINK => new(31);

    /// <summary>EPIPE: nobody reads the other end any more.</summary>
    public static Errno EPIPE => new(32);

    /// <summary>EDOM: outside the domain of the function.</summary>
    public static Errno EDOM => new(33);

    /// <summary>ERANGE: out of range.</summary>
    public static Errno ERANGE => new(34);

    /// <summary>EDEADLK: would deadlock.</summary>
    public static Errno EDEADLK => new(35);

    /// <summary>ENAMETOOLONG: name too long.</summary>
    public static Errno ENAMETOOLONG => new(36);

    /// <summary>ENOLCK: out of locks.</summary>
    public static Errno ENOLCK => new(37);

    /// <summary>ENOSYS: the kernel lacks this call.</summary>
    public static Errno ENOSYS => new(38);

    /// <summary>ENOTEMPTY: directory not empty.</summary>
    public static Errno ENOTEMPTY => new(39);

    /// <summary>ELOOP: a symbolic link where none is allowed, or too many.</summary>
    public static Errno ELOOP => new(40);

    /// <summary>ENOMSG: no message of that kind.</summary>
    public static Errno ENOMSG => new(42);

    /// <summary>EIDRM: the object was removed.</summary>
    public static Errno EIDRM => new(43);

    /// <summary>ENODATA: no data.</summary>
    public static Errno ENODATA => new(61);

    /// <summary>ETIME: timer expired.</summary>
    public static Errno ETIME => new(62);

    /// <summary>EPROTO: protocol error.</summary>
    public static Errno EPROTO => new(71);

    /// <summary>EBADMSG: bad message.</summary>
    public static Errno EBADMSG => new(74);

    /// <summary>EOVERFLOW: over the largest value.</summary>
    public static Errno EOVERFLOW => new(75);

    /// <summary>ENOTUNIQ: name not unique.</summary>
    public static Errno ENOTUNIQ => new(76);

    /// <summary>EILSEQ: invalid byte sequence.</summary>
    public static Errno EILSEQ => new(84);

    /// <summary>EUSERS: too many users.</summary>
    public static Errno EUSERS => new(87);

    /// <summary>ENOTSOCK: not a socket.</summary>
    public static Errno ENOTSOCK => new(88);

    /// <summary>EDESTADDRREQ: destination address required.</summary>
    public static Errno EDESTADDRREQ => new(89);

    /// <summary>EMSGSIZE: message too long.</summary>
    public static Errno EMSGSIZE => new(90);

    /// <summary>EPROTOTYPE: wrong type of socket.</summary>
    public static Errno EPROTOTYPE => new(91);

    /// <summary>ENOPROTOOPT: no such option.</summary>
    public static Errno ENOPROTOOPT => new(92);

    /// <summary>EPROTONOSUPPORT: protocol not supported.</summary>
    public static Errno EPROTONOSUPPORT => new(93);

    /// <summary>ESOCKTNOSUPPORT: socket type not supported.</summary>
    public static Errno ESOCKTNOSUPPORT => new(94);

    /// <summary>EOPNOTSUPP: not supported here.</summary>
    public static Errno EOPNOTSUPP => new(95);

    /// <summary>EAFNOSUPPORT: address family not supported.</summary>
    public static Errno EAFNOSUPPORT => new(97);

    /// <summary>EADDRINUSE: address in use.</summary>
    public static Errno EADDRINUSE => new(98);

    /// <summary>EADDRNOTAVAIL: address not available.</summary>
    public static Errno EADDRNOTAVAIL => new(99);

    /// <summary>ENETUNREACH: network unreachable.</summary>
    public static Errno ENETUNREACH => new(101);

    /// <summary>ECONNABORTED: connection aborted.</summary>
    public static Errno ECONNABORTED => new(103);

    /// <summary>ECONNRESET: the peer closed before reading everything.</summary>
    public static Errno ECONNRESET => new(104);

    /// <summary>ENOBUFS: no buffer space.</summary>
    public static Errno ENOBUFS => new(105);

    /// <summary>EISCONN: connected already.</summary>
    public static Errno EISCONN => new(106);

    /// <summary>ENOTCONN: not connected.</summary>
    public static Errno ENOTCONN => new(107);

    /// <summary>ESHUTDOWN: shut down.</summary>
    public static Errno ESHUTDOWN => new(108);

    /// <summary>ETOOMANYREFS: too many descriptors in flight.</summary>
    public static Errno ETOOMANYREFS => new(109);

    /// <summary>ETIMEDOUT: timed out.</summary>
    public static Errno ETIMEDOUT => new(110);

    /// <summary>ECONNREFUSED: nobody listens there.</summary>
    public static Errno ECONNREFUSED => new(111);

    /// <summary>EHOSTUNREACH: host unreachable.</summary>
    public static Errno EHOSTUNREACH => new(113);

    /// <summary>EALREADY: in progress already.</summary>
    public static Errno EALREADY => new(114);

    /// <summary>EINPROGRESS: in progress.</summary>
    public static Errno EINPROGRESS => new(115);

    /// <summary>ESTALE: stale handle.</summary>
    public static Errno ESTALE => new(116);

    /// <summary>EDQUOT: disk quota reached.</summary>
    public static Errno EDQUOT => new(122);

    /// <summary>ECANCELED: cancelled.</summary>
    public static Errno ECANCELED => new(125);

    /// <summary>EOWNERDEAD: the owner died.</summary>
    public static Errno EOWNERDEAD => new(130);

    /// <summary>ENOTRECOVERABLE: the state was given up as unrecoverable.</summary>
    public static Errno ENOTRECOVERABLE => new(131);
}
