using System.Text;

namespace Causeway;

/// <summary>The address of a UNIX socket (sockaddr_un, unix(7)): a path, an abstract name, or none. A value.</summary>
/// <remarks>
/// The kernel's structure has 108 bytes for either. A path ends in a NUL there, because most programs rely on it, and an
/// abstract name begins with one: both have 107 bytes. Where a path is longer, change into its directory and use a shorter
/// one.
/// </remarks>
public sealed class UnixSocketAddress : IEquatable<UnixSocketAddress>
{
    /// <summary>The most bytes of UTF-8 of a path, and the most bytes of an abstract name.</summary>
    public const int MaxBytes = 107;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private UnixSocketAddress(byte[] name, string? path)
    {
        SunPath = name;
        Path = path;
    }

    /// <summary>No address. To bind it lets the kernel choose an abstract name that is free.</summary>
    public static UnixSocketAddress Unnamed { get; } = new([], path: null);

    /// <summary>The path; null for an abstract name and for no address.</summary>
    public string? Path { get; }

    /// <summary>Whether it is a name outside of the file system, which vanishes with its socket.</summary>
    public bool IsAbstract => SunPath is [0, ..];

    /// <summary>Whether it is no address.</summary>
    public bool IsUnnamed => SunPath.Length == 0;

    /// <summary>What stands in sun_path: the path without its NUL, or the abstract name with the NUL before it.</summary>
    internal byte[] SunPath { get; }

    /// <summary>A path in the file system. A relative one is relative to the working directory when it is used.</summary>
    /// <exception cref="ArgumentException">Empty, with a NUL in it, no valid text, or longer than <see cref="MaxBytes"/> bytes of UTF-8.</exception>
    public static UnixSocketAddress FromPath(string path)
    {
        KernelPath.Check(path);
        byte[] bytes = s_strict.GetBytes(path);
        if (bytes.Length > MaxBytes)
            throw new ArgumentException($"\"{path}\" has {bytes.Length} bytes; sockaddr_un has room for {MaxBytes} and the NUL: use a shorter path, for example relative to the working directory.", nameof(path));
        return new UnixSocketAddress(bytes, path);
    }

    /// <summary>A name in the abstract namespace of Linux, without the NUL (or the @ that tools show) in front.</summary>
    /// <param name="name">Encoded in UTF-8. Every byte counts: a name with a NUL at its end is another name.</param>
    /// <exception cref="ArgumentException">Empty, no valid text, or longer than <see cref="MaxBytes"/> bytes.</exception>
    public static UnixSocketAddress FromAbstractName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return FromAbstractName(s_strict.GetBytes(name));
    }

    /// <inheritdoc cref="FromAbstractName(string)"/>
    public static UnixSocketAddress FromAbstractName(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
            throw new ArgumentException("An abstract name has at least one byte; UnixSocketAddress.Unnamed lets the kernel choose one.", nameof(name));
        if (name.Length > MaxBytes)
            throw new ArgumentException($"The abstract name has {name.Length} bytes; sockaddr_un has room for {MaxBytes} after the NUL in front.", nameof(name));
        return new UnixSocketAddress([0, .. name], path: null);
    }

    /// <inheritdoc/>
    public bool Equals(UnixSocketAddress? other) => other is not null && SunPath.AsSpan().SequenceEqual(other.SunPath);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as UnixSocketAddress);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(SunPath);
        return hash.ToHashCode();
    }

    /// <summary>The path; <c>@name</c> for an abstract name, with NUL as @, as tools show it; <c>(unnamed)</c> for none.</summary>
    public override string ToString()
    {
        if (IsUnnamed)
            return "(unnamed)";
        return Path ?? Encoding.UTF8.GetString(SunPath).Replace('\0', '@');
    }

    /// <summary>What the kernel answered. It may fill all 108 bytes with a path and no NUL.</summary>
    internal static UnixSocketAddress FromSunPath(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
            return Unnamed;
        if (name[0] == 0)
            return new UnixSocketAddress(name.ToArray(), path: null);
        int end = name.IndexOf((byte)0);
        byte[] path = (end < 0 ? name : name[..end]).ToArray();
        return new UnixSocketAddress(path, Encoding.UTF8.GetString(path));
    }
}
