using System.Globalization;

namespace Causeway.Cli.Commands.Inspect;

/// <summary>The forms of identities that <see cref="IpcObjectId.ToString"/> prints with brackets, and descriptors.</summary>
internal static class SelectorText
{
    /// <summary>Reads <c>pipe:[123]</c>, <c>fifo:[254:0:4711]</c>, <c>epoll:[1234/7]</c>, <c>futex:[0:1:9+64]</c>.</summary>
    public static bool TryIdentity(string typed, out IpcObjectId id)
    {
        id = default;
        int open = typed.IndexOf(":[", StringComparison.Ordinal);
        if (open < 0 || !typed.EndsWith(']') || !IpcKindNames.TryFind(typed.AsSpan(0, open), out IpcKind kind))
            return false;
        string inner = typed[(open + 2)..^1];
        ulong offset = 0;
        if (kind == IpcKind.Futex && (inner.Split('+') is not [var word, var at] || !TryNumber(at, out offset) || (inner = word) is null))
            return false;
        bool isRead = inner.Split(':', '/') switch
        {
            [var number] when TryNumber(number, out ulong it) => Set(new IpcObjectId(kind, 0, it), out id),
            [var process, var descriptor] when inner.Contains('/', StringComparison.Ordinal) && TryNumber(process, out ulong pid) && TryNumber(descriptor, out ulong fd) => Set(new IpcObjectId(kind, (uint)pid, fd), out id),
            [var major, var minor, var inode] when TryNumber(major, out ulong its) && TryNumber(minor, out ulong other) && TryNumber(inode, out ulong file) && its <= 0xFFF && other <= 0xFFFFF =>
                Set(new IpcObjectId(kind, IpcObjectId.Device((uint)its, (uint)other), file, offset), out id),
            _ => false,
        };

        // Whatever else could be read so is not what is printed for that kind.
        return isRead && id.ToString() == typed;
    }

    /// <summary>Reads <c>1234/7</c>.</summary>
    public static bool TryDescriptor(string typed, out int process, out int descriptor)
    {
        process = descriptor = 0;
        return typed.Split('/') is [var pid, var fd] && int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out process)
            && int.TryParse(fd, NumberStyles.None, CultureInfo.InvariantCulture, out descriptor);
    }

    private static bool TryNumber(string text, out ulong number) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool Set(IpcObjectId value, out IpcObjectId id)
    {
        id = value;
        return true;
    }
}
