using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Causeway.TypedMessages;

/// <summary>A struct as it lies in memory.</summary>
internal sealed class StructFormat<T> : MessageFormat<T>
    where T : unmanaged
{
    private static StructFormat<T>? s_instance;

    private StructFormat()
    {
        Type type = typeof(T);
        if (type.IsAutoLayout && !type.IsPrimitive && !type.IsEnum)
            throw new NotSupportedException($"{type.Name} has LayoutKind.Auto: the runtime may order its fields as it likes; use a struct of LayoutKind.Sequential (the default of C#) or Explicit.");
    }

    public static StructFormat<T> Instance => s_instance ??= new StructFormat<T>();

    public override string Name => $"struct {typeof(T).Name}";

    public override void Write(T message, IBufferWriter<byte> output)
    {
        MemoryMarshal.Write(output.GetSpan(Unsafe.SizeOf<T>()), in message);
        output.Advance(Unsafe.SizeOf<T>());
    }

    public override T Read(ReadOnlyMemory<byte> message)
    {
        if (message.Length != Unsafe.SizeOf<T>())
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"one has {Counted.Of(Unsafe.SizeOf<T>(), "byte")} with its padding; compare the fields with the sender's"));
        return MemoryMarshal.Read<T>(message.Span);
    }
}
