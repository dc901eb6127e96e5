using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace Causeway.Tests.TypedMessages;

/// <summary>struct order of tests/Peers/typed_message.c, with padding before the price and at the end.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct Order
{
    public int Id;
    public byte Side;
    public double Price;
    public ushort Quantity;
    public Symbol Symbol;
}

[InlineArray(6)]
public struct Symbol
{
    private byte _first;
}

/// <summary>As JSON.</summary>
public sealed record Trade(int Id, string Symbol, double Price);

[JsonSerializable(typeof(Trade))]
internal sealed partial class TradeContext : JsonSerializerContext;
