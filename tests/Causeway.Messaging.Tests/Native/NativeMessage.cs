namespace Causeway.Messaging.Tests.Native;

/// <summary>The messages of tests/Peers/connection.c: number n has bytes that n alone decides.</summary>
internal static class NativeMessage
{
    /// <summary>Message number n.</summary>
    public static byte[] Of(long n, int size)
    {
        byte[] bytes = new byte[size];
        Fill(bytes, n);
        return bytes;
    }

    /// <summary>Writes message number n.</summary>
    public static void Fill(Span<byte> bytes, long n)
    {
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = At(n, i);
    }

    /// <summary>Fails unless it is message number n.</summary>
    public static void Check(ReadOnlySpan<byte> bytes, long n)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != At(n, i))
                Assert.Fail($"message {n}, byte {i} of {bytes.Length}: {bytes[i]} and not {At(n, i)}");
        }
    }

    /// <summary>A byte of it.</summary>
    public static byte At(long n, long i) => unchecked((byte)((n * 131) + (i * 7) + (i >> 8)));
}
