namespace Causeway;

/// <summary>Names of C for the values of an int argument.</summary>
/// <param name="ChoiceMask">The bits that are one of several values.</param>
/// <param name="Choices">Those values.</param>
/// <param name="Flags">The other bits; those of several bits first.</param>
internal sealed record CallFlags(uint ChoiceMask, CallConstant[] Choices, CallConstant[] Flags)
{
    /// <summary>Bits that are joined.</summary>
    public static CallFlags Bits(params CallConstant[] flags) => new(0, [], flags);

    /// <summary>One of several.</summary>
    public static CallFlags One(params CallConstant[] choices) => new(uint.MaxValue, choices, []);

    public void Write(ulong argument, CallText text)
    {
        uint value = (uint)argument;
        uint left = value & ~ChoiceMask;
        int start = text.Length;
        if (ChoiceMask != 0)
            WriteChoice(value & ChoiceMask, text);
        foreach (CallConstant flag in Flags)
        {
            uint bits = (uint)flag.Value.Value;
            if ((left & bits) != bits)
                continue;
            left &= ~bits;
            Join(text, start).Add(flag.Name);
        }

        if (left != 0)
            Join(text, start).AddHex(left);
        else if (text.Length == start)
            text.Add('0');
    }

    private void WriteChoice(uint value, CallText text)
    {
        foreach (CallConstant choice in Choices)
        {
            if ((uint)choice.Value.Value == value)
            {
                text.Add(choice.Name);
                return;
            }
        }

        text.AddNumber((int)value);
    }

    private static CallText Join(CallText text, int start) => text.Length > start ? text.Add('|') : text;
}
