using System.Globalization;
using System.Text;

namespace Causeway.Inspection.Sockets;

/// <summary>How addresses of UNIX sockets are written.</summary>
internal static class SocketText
{
    /// <summary>
    /// The name in sun_path: a path as it is; an at sign and an abstract name, of which what cannot be printed, and the
    /// backslash, stand as <c>\x0a</c>, so that two names are never written alike. Null for none.
    /// </summary>
    public static string? Name(ReadOnlySpan<byte> sunPath)
    {
        if (sunPath.IsEmpty)
            return null;
        if (sunPath[0] == 0)
            return Abstract(sunPath[1..]);
        int end = sunPath.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? sunPath : sunPath[..end]);
    }

    private static string Abstract(ReadOnlySpan<byte> name)
    {
        StringBuilder text = new("@", name.Length + 1);
        while (!name.IsEmpty)
        {
            bool isText = Rune.DecodeFromUtf8(name, out Rune one, out int bytes) == System.Buffers.OperationStatus.Done;
            if (isText && one.Value != '\\' && IsPrintable(one))
                text.Append(one.ToString());
            else
                Escape(text, name[..bytes]);
            name = name[bytes..];
        }

        return text.ToString();
    }

    private static bool IsPrintable(Rune one) => Rune.GetUnicodeCategory(one) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static void Escape(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        foreach (byte one in bytes)
            text.Append(CultureInfo.InvariantCulture, $"\\x{one:x2}");
    }
}
