using System.Buffers;
using System.Globalization;
using System.Text;

namespace Causeway.Inspection;

/// <summary>The container that a control group belongs to (/proc/PID/cgroup), as its engine names the group.</summary>
internal static class ContainerName
{
    private static readonly SearchValues<byte> s_hexadecimal = SearchValues.Create("0123456789abcdef"u8);

    private const int IdLength = 64;
    private const int ShownLength = 12;

    /// <summary>The first twelve digits of the id, or the machine's name; null where no group is a container's. The innermost of several.</summary>
    /// <remarks>
    /// Docker, containerd, CRI-O and Podman end a group's name with an id of 64 hexadecimal digits, alone or as <c>docker-ID.scope</c>;
    /// what is in the container may have groups below, as Podman itself makes <c>libpod-ID.scope/container</c>. systemd-nspawn(1) puts the
    /// container into <c>payload</c> below <c>machine-NAME.scope</c> or <c>systemd-nspawn@NAME.service</c>.
    /// </remarks>
    public static string? Of(ReadOnlySpan<byte> groups)
    {
        while (ByteFields.TryLine(ref groups, out ReadOnlySpan<byte> line))
        {
            ReadOnlySpan<byte> below = default;
            while (line.LastIndexOf((byte)'/') is var slash and >= 0)
            {
                ReadOnlySpan<byte> group = line[(slash + 1)..];
                if ((IdOf(group) ?? MachineOf(group, below)) is { } name)
                    return name;
                below = group;
                line = line[..slash];
            }
        }

        return null;
    }

    private static string? IdOf(ReadOnlySpan<byte> group)
    {
        if (group.EndsWith(".scope"u8))
            group = group[..^6];
        group = group[(group.LastIndexOfAny((byte)'-', (byte)':') + 1)..];
        return group.Length == IdLength && group.IndexOfAnyExcept(s_hexadecimal) < 0 ? ByteFields.Text(group[..ShownLength]) : null;
    }

    private static string? MachineOf(ReadOnlySpan<byte> group, ReadOnlySpan<byte> below)
    {
        if (!below.SequenceEqual("payload"u8))
            return null;
        if (group.StartsWith("machine-"u8) && group.EndsWith(".scope"u8))
            return Unescaped(ByteFields.Text(group["machine-".Length..^".scope".Length]));
        return group.StartsWith("systemd-nspawn@"u8) && group.EndsWith(".service"u8) ? Unescaped(ByteFields.Text(group["systemd-nspawn@".Length..^".service".Length])) : null;
    }

    /// <summary>Names of units have <c>\x2d</c> for what they cannot hold (systemd.unit(5)).</summary>
    private static string Unescaped(string name)
    {
        const int Escape = 4;
        StringBuilder plain = new(name.Length);
        for (int at = 0; at < name.Length; at++)
        {
            bool isEscape = name.Length - at >= Escape && name[at] == '\\' && name[at + 1] == 'x';
            if (!isEscape || !byte.TryParse(name.AsSpan(at + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte one))
            {
                plain.Append(name[at]);
                continue;
            }

            plain.Append((char)one);
            at += Escape - 1;
        }

        return plain.ToString();
    }
}
