using System.Buffers.Binary;
using System.Globalization;
using static Causeway.Domains.ObjectLayout;

namespace Causeway.Domains;

/// <summary>The header of an object's file, copied out of it once.</summary>
internal readonly record struct ObjectHeader
{
    /// <summary>Up to the cells.</summary>
    public const int Bytes = Cells;

    /// <summary>The layout that this library writes and reads. A test lets a process be of another version.</summary>
    internal static uint CurrentVersion { get; set; } = ObjectLayout.Version;

    public uint Version { get; private init; }

    public NamedObjectKind Kind { get; private init; }

    public long SizeBytes { get; private init; }

    public uint Options { get; private init; }

    public ulong Id { get; private init; }

    public long CreatedSeconds { get; private init; }

    public uint Creator { get; private init; }

    public long Parameter { get; private init; }

    private uint CellsThere { get; init; }

    /// <summary>Writes a new object's header, with its first word; the rest of the file is zero.</summary>
    public static void Write(Span<byte> header, in ObjectBirth birth, long sizeBytes, ulong id)
    {
        header.Clear();
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[Version32..], CurrentVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(header[Kind32..], (uint)birth.Kind);
        BinaryPrimitives.WriteInt64LittleEndian(header[Bytes64..], sizeBytes);
        BinaryPrimitives.WriteInt32LittleEndian(header[CellCount32..], CellCount);
        BinaryPrimitives.WriteUInt32LittleEndian(header[Options32..], birth.Options);
        BinaryPrimitives.WriteUInt64LittleEndian(header[Identity64..], id);
        BinaryPrimitives.WriteInt64LittleEndian(header[Created64..], DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        BinaryPrimitives.WriteInt32LittleEndian(header[Creator32..], Environment.ProcessId);
        BinaryPrimitives.WriteInt64LittleEndian(header[Parameter64..], birth.Parameter);
        BinaryPrimitives.WriteInt64LittleEndian(header[Word64..], birth.InitialValue);
    }

    /// <summary>Reads it; what was read is looked at by <see cref="Mismatch"/> before it is believed.</summary>
    /// <returns>null where the file does not begin as an object's does.</returns>
    public static ObjectHeader? Read(ReadOnlySpan<byte> header) => header.Length < Bytes || !header.StartsWith(Magic) ? null : new ObjectHeader
    {
        Version = BinaryPrimitives.ReadUInt32LittleEndian(header[Version32..]),
        Kind = (NamedObjectKind)BinaryPrimitives.ReadInt32LittleEndian(header[Kind32..]),
        SizeBytes = BinaryPrimitives.ReadInt64LittleEndian(header[Bytes64..]),
        CellsThere = BinaryPrimitives.ReadUInt32LittleEndian(header[CellCount32..]),
        Options = BinaryPrimitives.ReadUInt32LittleEndian(header[Options32..]),
        Id = BinaryPrimitives.ReadUInt64LittleEndian(header[Identity64..]),
        CreatedSeconds = BinaryPrimitives.ReadInt64LittleEndian(header[Created64..]),
        Creator = BinaryPrimitives.ReadUInt32LittleEndian(header[Creator32..]),
        Parameter = BinaryPrimitives.ReadInt64LittleEndian(header[Parameter64..]),
    };

    /// <summary>What keeps this library from using the object; null where nothing does.</summary>
    /// <param name="fileBytes">The size of the file.</param>
    public string? Mismatch(long fileBytes)
    {
        if (Version != CurrentVersion)
            return string.Create(CultureInfo.InvariantCulture, $"has layout version {Version}, and this library reads version {CurrentVersion}");
        if (CellsThere != CellCount)
            return string.Create(CultureInfo.InvariantCulture, $"has {CellsThere} cells instead of {CellCount}");
        if (SizeBytes != fileBytes)
            return string.Create(CultureInfo.InvariantCulture, $"has {Counted.Of(fileBytes, "byte")}, and its header says {SizeBytes}");
        return fileBytes < Content ? string.Create(CultureInfo.InvariantCulture, $"has {Counted.Of(fileBytes, "byte")}, and an object has {Content} at the least") : null;
    }
}
