namespace Causeway;

/// <summary>How an argument is written.</summary>
/// <param name="Write">Writes it.</param>
/// <param name="IsOutput">The kernel fills what it points to: written at the call's exit.</param>
internal sealed record CallArgument(Action<OpenCall, ulong, CallText> Write, bool IsOutput = false)
{
    public static CallArgument Number { get; } = new(static (_, value, text) => text.AddNumber((int)value));

    public static CallArgument Long { get; } = new(static (_, value, text) => text.AddNumber((long)value));

    public static CallArgument Pointer { get; } = new(static (_, value, text) => WritePointer(value, text));

    public static CallArgument Mode { get; } = new(static (_, value, text) => text.AddOctal((uint)value));

    /// <summary>The descriptor that the call is about.</summary>
    public static CallArgument Descriptor { get; } = new(static (call, value, text) => call.WriteDescriptor((int)value, text));

    /// <summary>A path or name, which the call is about where it has no descriptor.</summary>
    public static CallArgument Name { get; } = new(static (call, value, text) => call.WriteName(value, text));

    public static CallArgument DirectoryDescriptor { get; } = new(static (call, value, text) =>
    {
        if ((int)value == Causeway.Sys.LibC.AT_FDCWD)
            text.Add("AT_FDCWD");
        else
            text.AddNumber((int)value);
    });

    /// <summary>Two descriptors that the call makes.</summary>
    public static CallArgument DescriptorPair { get; } = new(static (call, value, text) => call.WritePair(value, text), IsOutput: true);

    public static CallArgument Of(CallFlags flags) => new((_, value, text) => flags.Write(value, text));

    /// <summary>Bytes that are sent; their number is another argument.</summary>
    public static CallArgument Data(int lengthIndex) => new((call, value, text) => call.WriteData(value, call.Arguments[lengthIndex], text));

    /// <summary>Bytes that were received: as many as the result says.</summary>
    public static CallArgument Received { get; } = new(static (call, value, text) => call.WriteData(value, Math.Min((ulong)Math.Max(0, call.Result), call.Arguments[2]), text), IsOutput: true);

    public static CallArgument Time { get; } = new(static (call, value, text) => call.WriteTime(value, text));

    public static CallArgument SignalNumber { get; } = new(static (_, value, text) => text.Add(value == 0 ? "0" : new Signal((int)value).Name));

    public static CallArgument Mask { get; } = new(static (call, value, text) => call.WriteSignals(value, text));

    public static CallArgument MaskOut { get; } = Mask with { IsOutput = true };

    public static CallArgument Id(IpcMechanism mechanism) => new((call, value, text) => call.WriteId(mechanism, (int)value, text));

    public static CallArgument Key { get; } = new(static (call, value, text) =>
    {
        if ((int)value == 0)
            text.Add("IPC_PRIVATE");
        else
            text.AddHex((uint)value);
    });

    public static void WritePointer(ulong value, CallText text)
    {
        if (value == 0)
            text.Add("NULL");
        else
            text.AddHex(value);
    }
}
