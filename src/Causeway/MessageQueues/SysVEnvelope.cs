using System.Runtime.CompilerServices;

namespace Causeway.MessageQueues;

/// <summary>Where a message of a System V queue stands for a call: behind its type, as the kernel wants it.</summary>
internal static unsafe class SysVEnvelope
{
    /// <summary>The longest message that has room in a <see cref="Short"/>.</summary>
    public const int ShortBytes = 1024;

    /// <summary>The longest that is called for in one go, from the stack: the usual msgmax.</summary>
    public const int LongBytes = 8192;

    /// <summary>What a message needs beside itself: its type, and what it takes to begin at a line.</summary>
    public const int Margin = Line - 1 + sizeof(long);

    private const int Line = 64;

    /// <summary>The place of the type, from which on the bytes begin at a cache line: copies by vectors are faster to and from there.</summary>
    /// <param name="room">A message with its <see cref="Margin"/>.</param>
    public static byte* In(byte* room) => (byte*)(((nint)room + Margin) & -Line) - sizeof(long);

    /// <summary>Room in a frame. With <see cref="SkipLocalsInitAttribute"/>, or the runtime clears it for each call.</summary>
    [InlineArray(Margin + ShortBytes)]
    public struct Short
    {
        private byte _first;

        /// <inheritdoc cref="In"/>
        // SAFETY: of a local variable alone, which stays where it is.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static byte* Start(ref Short room) => In((byte*)Unsafe.AsPointer(ref room));
    }
}
