namespace Causeway.Domains;

/// <summary>Where things are in the file of a named object: docs/named-objects-ground.md draws it.</summary>
internal static class ObjectLayout
{
    /// <summary>One more with every change that an older library would misread.</summary>
    public const uint Version = 1;

    // The header: written by the creator before the file has its name, but for the last.
    public const int Version32 = 8;
    public const int Kind32 = 12;
    public const int Bytes64 = 16;
    public const int CellCount32 = 24;
    public const int Options32 = 28;
    public const int Identity64 = 32;
    public const int Created64 = 40;
    public const int Creator32 = 48;
    public const int Collected32 = 52;
    public const int Parameter64 = 56;

    // What everybody changes: a cache line of its own.
    public const int Word64 = 64;
    public const int Tickets32 = 72;
    public const int People32 = 76;
    public const int HighestCell32 = 80;

    // The cells, a cache line each; the first has number 1.
    public const int Cells = 128;
    public const int CellBytes = 64;
    public const int CellCount = 126;
    public const int HeldIn = 0;
    public const int PendingIn = 8;
    public const int WaitingIn = 16;
    public const int BellIn = 24;
    public const int AnsweredIn = 28;
    public const int DoorbellIn = 32;
    public const int CookieIn = 40;
    public const int DeliveredIn = 48;
    public const int ProcessIn = 52;

    /// <summary>Where what the kind adds begins: the bytes of a memory.</summary>
    public const int Content = Cells + (CellCount * CellBytes);

    /// <summary>The lock byte of cell n is this and n: beyond any size of the file.</summary>
    public const long LockBytes = 1L << 40;

    /// <summary>How the file begins.</summary>
    public static ReadOnlySpan<byte> Magic => "CAUSEWAY"u8;
}
