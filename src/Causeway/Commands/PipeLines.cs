using System.Runtime.CompilerServices;
using System.Text;

namespace Causeway.Commands;

/// <summary>Text from a pipe, line by line. Only a newline ends one: programs draw progress with a carriage return alone.</summary>
internal static class PipeLines
{
    private const int FirstRoom = 4096;

    public static async IAsyncEnumerable<string> ReadAsync(PipeReadEnd pipe, [EnumeratorCancellation] CancellationToken token)
    {
        byte[] buffer = new byte[FirstRoom];
        int end = 0;
        while (true)
        {
            int count = await pipe.ReadAsync(buffer.AsMemory(end), token).ConfigureAwait(false);
            if (count == 0)
                break;
            int start = 0;
            int searched = end;
            end += count;
            while (buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n') is >= 0 and int length)
            {
                yield return Encoding.UTF8.GetString(buffer, start, searched + length - start);
                start = searched = searched + length + 1;
            }

            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            if (end == buffer.Length)
                Array.Resize(ref buffer, 2 * end);
        }

        if (end > 0)
            yield return Encoding.UTF8.GetString(buffer, 0, end);
    }
}
