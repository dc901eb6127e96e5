namespace Causeway.Messaging.Layout;

/// <summary>Where everything stands in the memory of a connection. Little endian; docs/shared-connections.md has the diagrams.</summary>
/// <remarks>
/// <code>
/// 0              header page: magic, version, mode, ring bytes, flags; from 256 on the control words of both directions
/// 4096           ring 0: connector -> acceptor
/// 4096 + ring    ring 1: acceptor -> connector
/// </code>
/// </remarks>
internal static class RingLayout
{
    /// <summary>"CWAYCONN".</summary>
    public const ulong Magic = 0x4E4E_4F43_5941_5743;
    public const uint Version = 1;

    public const int HeaderBytes = 4096;
    public const int Magic64 = 0;
    public const int Version32 = 8;
    public const int Mode32 = 12;
    public const int RingBytes64 = 16;
    public const int Flags32 = 24;

    /// <summary>Who it is of, for those who look at it: the pids as the acceptor has them, the name that it listened at, filled up with zeros. Neither side reads them.</summary>
    public const int Acceptor32 = 28;
    public const int Connector32 = 32;
    public const int Name = 64;
    public const int NameBytes = 192;

    /// <summary>Both sides are registered with membarrier(2): a waiting word may be <see cref="WaitingWord.Busy"/>.</summary>
    public const uint BarriersFlag = 1;

    /// <summary>The first direction's control words, and how far the second's are from them.</summary>
    public const int Control = 256;
    public const int ControlStride = 512;

    /// <summary>Within a direction's control words, each on lines of its own: processors fetch lines in pairs.</summary>
    public const int Head64 = 0;
    public const int Reader32 = 128;
    public const int Writer32 = 256;
    public const int Closed32 = 384;

    public const int LeastRingBytes = 4096;
    public const int MostRingBytes = 1 << 30;

    /// <summary>Where the connector writes.</summary>
    public const int FromConnector = 0;

    /// <summary>Where the acceptor writes.</summary>
    public const int FromAcceptor = 1;

    /// <summary>The memory of a connection with such rings.</summary>
    public static long TotalBytes(int ringBytes) => HeaderBytes + (2L * ringBytes);

    /// <summary>Whether a ring may have this size: a power of two from 4 KiB to 1 GiB.</summary>
    public static bool IsRingSize(long bytes) => bytes is >= LeastRingBytes and <= MostRingBytes && (bytes & (bytes - 1)) == 0;
}
