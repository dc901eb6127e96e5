using System.Text;
using Causeway.Cli.Commands;

namespace Causeway.Cli.Transfer;

/// <summary>What a <c>send</c> is to send: its MESSAGE operands, or else standard input.</summary>
internal static class OutgoingMessages
{
    /// <summary>A byte of a message is six characters of a JSON text at the most: <c>\u0041</c>.</summary>
    private const int MostDigitsOfByte = 6;

    /// <summary>What else an object says.</summary>
    private const int RestOfObject = 65_536;

    /// <summary>Calls for each message as it comes; a line of standard input is sent before the next one is there.</summary>
    /// <param name="operands">The MESSAGE operands.</param>
    /// <param name="format">Of both.</param>
    /// <param name="mostBytes">The longest message that can be sent.</param>
    /// <param name="send">Sends it.</param>
    /// <param name="token">Ends the wait for standard input.</param>
    /// <exception cref="UsageException">A message does not have the format, or is too long.</exception>
    public static void ForEach(IReadOnlyList<string> operands, TransferFormat format, long mostBytes, Action<OutgoingMessage> send, CancellationToken token)
    {
        for (int index = 0; index < operands.Count; index++)
        {
            try
            {
                Send(Encoding.UTF8.GetBytes(operands[index]), format, $"MESSAGE {index + 1}", send);
            }
            catch (TimeoutException e) when (operands.Count > 1)
            {
                throw new TimeoutException($"{e.Message}; {index} of {operands.Count} were sent", e);
            }
        }

        if (operands.Count > 0)
            return;
        using StandardInput input = new(token);
        if (format == TransferFormat.Raw)
        {
            send(new OutgoingMessage(input.ReadToEnd(mostBytes)));
            return;
        }

        long longestLine = Math.Min(mostBytes, int.MaxValue) * MostDigitsOfByte + RestOfObject;
        for (long line = 1; input.ReadLine(longestLine) is { } bytes; line++)
            Send(bytes, format, $"line {line} of standard input", send);
    }

    private static void Send(ReadOnlyMemory<byte> bytes, TransferFormat format, string place, Action<OutgoingMessage> send)
    {
        try
        {
            send(format switch
            {
                TransferFormat.Hex => new OutgoingMessage(Convert.FromHexString(Encoding.ASCII.GetString(bytes.Span).Trim())),
                TransferFormat.Json => JsonMessage.Read(bytes),
                _ => new OutgoingMessage(bytes),
            });
        }
        catch (FormatException e)
        {
            throw new UsageException($"{place}: {(format == TransferFormat.Hex ? "not an even number of hexadecimal digits" : e.Message)}");
        }
    }
}
