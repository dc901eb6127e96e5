using System.Buffers;
namespace Causeway.Inspection;

/// <summary>The container that a control group belongs to (/proc/PID/cgroup), as its engine names the group.</summary>
internal static class ContainerName
{
    private static readonly SearchValues<byte> s_hexadecimal = SearchValues.Create("0123456789abcdef"u8);

    private const int IdLength = 64;
    private const int ShownLength = 12;

    /// <summary>The first twelve digits of the id; null where no group is a container's.</summary>
    /// <remarks>Docker, containerd, CRI-O and Podman end a group's name with an id of 64 hexadecimal digits, alone or as <c>docker-ID.scope</c>.</remarks>
    public static string? Of(ReadOnlySpan<byte> groups)
    {
        while (ByteFields.TryLine(ref groups, out ReadOnlySpan<byte> line))
        {
            int slash = line.LastIndexOf((byte)'/');
            if (slash < 0)
                continue;
            ReadOnlySpan<byte> name = line[(slash + 1)..];
            if (name.EndsWith(".scope"u8))
                name = name[..^6];
            name = name[(name.LastIndexOf((byte)'-') + 1)..];
            if (name.Length == IdLength && name.IndexOfAnyExcept(s_hexadecimal) < 0)
                return ByteFields.Text(name[..ShownLength]);
        }

        return null;
    }
}
