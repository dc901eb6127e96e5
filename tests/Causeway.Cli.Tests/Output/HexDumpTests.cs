using Causeway.Cli.Output;

namespace Causeway.Cli.Tests.Output;

public sealed class HexDumpTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(15, 0)]
    [InlineData(16, 0)]
    [InlineData(17, 0x1000)]
    [InlineData(200, 3)]
    public void Dump_AnyLength_IsWhatHexdumpPrints(int length, int offset)
    {
        byte[] data = [.. Enumerable.Range(0, length).Select(number => (byte)(number % 160 + 10))];
        Assert.Equal(Hexdump(data, offset), Dump(data, offset, length));
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(32)]
    [InlineData(40)]
    public void Dump_EqualLines_AreOneStar_HoweverTheBytesCome(int length)
    {
        byte[] data = new byte[length];
        data[20] = 1;
        string expected = Hexdump(data, 0);
        foreach (int part in (int[])[1, 7, 16, 4096])
            Assert.Equal(expected, Dump(data, 0, part));
    }

    private static string Dump(byte[] data, long offset, int part)
    {
        using MemoryStream output = new();
        HexDump dump = new(output, offset);
        for (int start = 0; start < data.Length; start += part)
            dump.Append(data.AsSpan(start, Math.Min(part, data.Length - start)));
        dump.Finish();
        return System.Text.Encoding.ASCII.GetString(output.ToArray());
    }

    private static string Hexdump(byte[] data, int offset)
    {
        // hexdump does not skip what it reads from a pipe.
        string path = Path.Combine(Path.GetTempPath(), $"causeway-hexdump-{Environment.ProcessId}-{data.Length}");
        File.WriteAllBytes(path, [.. new byte[offset], .. data]);
        try
        {
            return ShellCommand.Run($"hexdump -C -s {offset} {path}").OutputText;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
