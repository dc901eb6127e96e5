using System.Globalization;
using System.Text;
using Causeway.Cli.Commands;
using Causeway.Cli.Output;

namespace Causeway.Cli.Transfer;

/// <summary>Copies bytes at an offset of a shared memory.</summary>
internal delegate void MemoryReader(long offset, Span<byte> destination);

/// <inheritdoc cref="MemoryReader"/>
internal delegate void MemoryWriter(long offset, ReadOnlySpan<byte> source);

/// <summary>Shared memory to standard output, and standard input to shared memory.</summary>
internal static class MemoryTransfer
{
    private const int BlockBytes = 64 * 1024;

    /// <summary>Writes the bytes to standard output; ends quietly when its reader goes.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static void Print(MemoryReader read, MemoryRange range, CancellationToken token) =>
        ForEachBlock(read, range, static block => block, static () => default, token);

    /// <summary>The same as a hex dump.</summary>
    /// <inheritdoc cref="Print"/>
    public static void Dump(MemoryReader read, MemoryRange range, CancellationToken token)
    {
        using MemoryStream text = new();
        HexDump dump = new(text, range.Offset);
        ForEachBlock(read, range, Append, Finish, token);

        ReadOnlyMemory<byte> Append(ReadOnlyMemory<byte> block)
        {
            text.SetLength(0);
            dump.Append(block.Span);
            return text.GetBuffer().AsMemory(0, (int)text.Length);
        }

        ReadOnlyMemory<byte> Finish()
        {
            text.SetLength(0);
            dump.Finish();
            return text.GetBuffer().AsMemory(0, (int)text.Length);
        }
    }

    /// <summary>Writes the text, or all of standard input where there is none, from the range's beginning on.</summary>
    /// <returns>How many bytes.</returns>
    /// <exception cref="UsageException">There is more than the range holds; what fits has been written where it came from standard input.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static long Fill(MemoryWriter write, MemoryRange range, string? text, CancellationToken token)
    {
        if (text is not null)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            if (bytes.Length > range.Length)
                throw TooMuch(range);
            write(range.Offset, bytes);
            return bytes.Length;
        }

        using StandardInput input = new(token);
        byte[] block = new byte[BlockBytes];
        long written = 0;
        while (input.Read(block) is > 0 and int count)
        {
            int fitting = (int)Math.Min(count, range.Length - written);
            write(range.Offset + written, block.AsSpan(0, fitting));
            written += fitting;
            if (fitting < count)
                throw TooMuch(range);
        }

        return written;
    }

    private static void ForEachBlock(MemoryReader read, MemoryRange range, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> print, Func<ReadOnlyMemory<byte>> end, CancellationToken token)
    {
        using PipeWriteEnd output = new(StandardDescriptor.OpenOutput(), "standard output");
        byte[] block = new byte[BlockBytes];
        try
        {
            for (long done = 0; done < range.Length;)
            {
                int count = (int)Math.Min(BlockBytes, range.Length - done);
                read(range.Offset + done, block.AsSpan(0, count));
                output.Write(print(block.AsMemory(0, count)).Span, timeout: null, token);
                done += count;
            }

            output.Write(end().Span, timeout: null, token);
        }
        catch (SyscallException e) when (e.Errno == Errno.EPIPE)
        {
            // Its reader has what it wanted.
        }
    }

    private static UsageException TooMuch(MemoryRange range) =>
        new(string.Create(CultureInfo.InvariantCulture, $"there are more bytes than the {range.Length} that fit there"));
}
