using System.Text;

namespace Causeway.Cli.Commands.Inspect.Top;

/// <summary>What a key means, or the character it types.</summary>
internal enum TopKeyKind
{
    Character,
    Enter,
    Escape,
    Backspace,
    Up,
    Down,
    PageUp,
    PageDown,
    Home,
    End,
    Other,
}

/// <summary>A key.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Text">What it types; empty for all but characters.</param>
internal readonly record struct TopKey(TopKeyKind Kind, string Text = "")
{
    private const char Start = '\e';

    /// <summary>The keys of what a terminal sent, in order. An escape character that nothing follows is the key.</summary>
    public static List<TopKey> Parse(ReadOnlySpan<byte> sent)
    {
        List<TopKey> keys = [];
        ReadOnlySpan<char> rest = Encoding.UTF8.GetString(sent);
        while (!rest.IsEmpty)
        {
            keys.Add(Take(rest, out int length));
            rest = rest[length..];
        }

        return keys;
    }

    private static TopKey Take(ReadOnlySpan<char> rest, out int length)
    {
        if (rest is [Start, '[' or 'O', ..])
            return Sequence(rest, out length);
        _ = Rune.DecodeFromUtf16(rest, out Rune one, out length);
        return one.Value switch
        {
            '\r' or '\n' => new TopKey(TopKeyKind.Enter),
            Start => new TopKey(TopKeyKind.Escape),
            0x7F or '\b' => new TopKey(TopKeyKind.Backspace),
            < ' ' => new TopKey(TopKeyKind.Other),
            _ => new TopKey(TopKeyKind.Character, one.ToString()),
        };
    }

    /// <summary>ESC [ NUMBERS LETTER, or ESC O LETTER.</summary>
    private static TopKey Sequence(ReadOnlySpan<char> rest, out int length)
    {
        int end = rest[2..].IndexOfAnyInRange('@', '~');
        length = end < 0 ? rest.Length : end + 3;
        return new TopKey(rest[2..length] switch
        {
            "A" => TopKeyKind.Up,
            "B" => TopKeyKind.Down,
            "5~" => TopKeyKind.PageUp,
            "6~" => TopKeyKind.PageDown,
            "H" or "1~" => TopKeyKind.Home,
            "F" or "4~" => TopKeyKind.End,
            _ => TopKeyKind.Other,
        });
    }
}
